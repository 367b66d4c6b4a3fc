/** Frames of built code -> frames of the source that was written, by the source map beside or inside the built file. */
import { readFileSync, statSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StackFrame } from '../protocol.ts';
import { visible } from '../visible.ts';

/** Files are read while the screen waits: 32 MB of map take a good half second. */
const maxFileBytes = 32 * 1024 * 1024;
const maxCachedFiles = 200;
const maxTextLength = 500;

interface FileMap {
  readonly map: SourceMap;
  /** Sources are named relative to this. */
  readonly folder: string;
}

/** By built file and the time that it was built; null = it has none. */
const cache = new Map<string, FileMap | null>();

/** Read with this user's rights; null if it cannot be, is no plain file, or is too large. */
const readText = (path: string): string | null => {
  try {
    const stat = statSync(path);
    return stat.isFile() && stat.size <= maxFileBytes ? readFileSync(path, 'utf8') : null;
  } catch {
    return null;
  }
};

const urlPattern = /^[ \t]*(?:\/\/|\/\*)[#@][ \t]*sourceMappingURL=([^\s'"*]+)/gm;

/** The last one counts, as for the engine. */
const mapUrlIn = (text: string): string | null => [...text.matchAll(urlPattern)].at(-1)?.[1] ?? null;

const inlined = (url: string): string | null => {
  const comma = url.indexOf(',');
  const [head, body] = [url.slice(0, comma), url.slice(comma + 1)];
  return head.endsWith(';base64') ? Buffer.from(body, 'base64').toString('utf8') : decodeURIComponent(body);
};

const localPath = (name: string, folder: string): string =>
  name.startsWith('file:') ? fileURLToPath(name) : resolve(folder, decodeURIComponent(name));

const loadMap = (file: string): FileMap | null => {
  const text = readText(file);
  const url = text === null ? null : mapUrlIn(text);
  if (url === null || /^https?:/.test(url)) return null;
  const isInline = url.startsWith('data:');
  const path = isInline ? file : localPath(url, dirname(file));
  const payload = isInline ? inlined(url) : readText(path);
  if (payload === null) return null;
  return { map: new SourceMap(JSON.parse(payload) as SourceMapPayload), folder: dirname(path) };
};

/** Maps are other people's files: whatever is wrong with one, the frame stays as it is. */
const mapOf = (file: string): FileMap | null => {
  const key = `${file}:${statSync(file).mtimeMs}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  if (cache.size >= maxCachedFiles) cache.clear();
  let map: FileMap | null = null;
  try {
    map = loadMap(file);
  } catch {
    // Not a source map.
  }
  cache.set(key, map);
  return map;
};

/** Paths become absolute; `webpack://app/./src/a.ts` and the like stay as they are named. */
const sourceName = (source: string, { map, folder }: FileMap): string => {
  const { sourceRoot = '' } = map.payload;
  const named = sourceRoot !== '' && !source.startsWith(sourceRoot) ? `${sourceRoot}/${source}` : source;
  const name =
    /^[a-z][a-z+.-]+:/i.test(named) && !named.startsWith('file:') ? named : localPath(named, folder);
  return visible(name).slice(0, maxTextLength);
};

const pathOf = (file: string): string | null => {
  if (isAbsolute(file)) return file;
  return file.startsWith('file:') ? fileURLToPath(file) : null;
};

const mapFrame = (frame: StackFrame): StackFrame => {
  const path = pathOf(frame.file);
  const fileMap = path === null ? null : mapOf(path);
  // The map counts lines and columns from 0, frames from 1.
  const entry = fileMap?.map.findEntry(frame.line - 1, frame.column - 1);
  if (!fileMap || !entry || !('originalSource' in entry) || !entry.originalSource) return frame;
  return {
    functionName: frame.functionName,
    file: sourceName(entry.originalSource, fileMap),
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
  };
};

/** Innermost first, as they come. Frames without a readable map stay as they are. Never throws. */
export const mapFrames = (frames: readonly StackFrame[]): readonly StackFrame[] =>
  frames.map(frame => {
    try {
      return mapFrame(frame);
    } catch {
      return frame;
    }
  });
