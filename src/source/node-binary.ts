/** Is this executable a Node? */
import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { linkOf } from './proc.ts';

/** Every Node from 20 on holds this text, for making single executables of it. */
const mark = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
const chunkBytes = 4 * 1024 * 1024;

/** `node`, `nodejs`, `node20`, `node-22.1.0`. */
const isNodeName = (path: string): boolean => /^node(js)?[-.\d]*$/.test(basename(path));

/** Reads all of a file that may have 100 MB: some 50 ms. */
const holdsMark = (path: string): boolean => {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(chunkBytes);
    for (let at = 0; ; at += chunkBytes - mark.length) {
      const bytes = readSync(file, buffer, 0, chunkBytes, at);
      if (buffer.subarray(0, bytes).includes(mark)) return true;
      if (bytes < chunkBytes) return false;
    }
  } finally {
    closeSync(file);
  }
};

/** The executable's path; a binary that was replaced under a running process is marked by the kernel. */
export const executableOf = (pid: number): string | null =>
  linkOf(`/proc/${pid}/exe`)?.replace(/ \(deleted\)$/, '') ?? null;

/** By its name only: for lists. */
export const looksLikeNode = (pid: number): boolean => isNodeName(executableOf(pid) ?? '');

/** By its name, or by what is in it: also a Node under another name, and programs that have one built in. */
export const isNode = (pid: number): boolean => {
  if (looksLikeNode(pid)) return true;
  try {
    return holdsMark(`/proc/${pid}/exe`);
  } catch {
    return false;
  }
};
