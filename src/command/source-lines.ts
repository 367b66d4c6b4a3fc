/** The line of source that a stall is blamed on, read if this user may read it; never more than a line of it is kept. */
import { open } from 'node:fs/promises';
import { constants } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isAbsolute } from 'node:path';
import { blamedFrame, ownerOf } from '../analysis/stalls.ts';
import type { Event } from '../state/state.ts';

/** Hand-written files are far smaller; what is larger is a bundle in one line. */
const mostBytes = 2 * 1024 * 1024;
const mostCharacters = 200;
/** The target names the files: it must not make us read without end. */
const mostFiles = 200;

const pathOf = (file: string): string | null => {
  try {
    const path = file.startsWith('file:') ? fileURLToPath(file) : file;
    return isAbsolute(path) ? path : null;
  } catch {
    return null;
  }
};

/**
 * Line `line` (from 1) of the file, without its indent; null if there is none, or it may not or should not be read.
 * Opened without waiting and read only if it is an ordinary file: a name may lead to a pipe or a device.
 */
export async function readSourceLine(file: string, line: number): Promise<string | null> {
  const path = pathOf(file);
  if (path === null) return null;
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY).catch(
    () => null,
  );
  if (handle === null) return null;
  try {
    const stat = await handle.stat();
    if (!stat.isFile() || stat.size > mostBytes) return null;
    const text = (await handle.readFile('utf8')).split('\n')[line - 1]?.trim() ?? '';
    return text === '' ? null : text.slice(0, mostCharacters);
  } catch {
    return null;
  } finally {
    await handle.close();
  }
}

async function tellSourceLine(file: string, line: number, dispatch: (event: Event) => void): Promise<void> {
  const text = await readSourceLine(file, line);
  if (text !== null) dispatch({ type: 'source-line', file, line, text });
}

/** Looks at every event for a stall, and reads the line that it is blamed on, each once. */
export function createSourceReader(dispatch: (event: Event) => void): (event: Event) => void {
  const asked = new Set<string>();
  return event => {
    if (event.type !== 'stall') return;
    const frame = blamedFrame(event.frames);
    if (frame === null || !['own', 'package'].includes(ownerOf(frame))) return;
    const { file, line } = frame;
    const key = `${file}:${line}`;
    if (asked.has(key) || asked.size >= mostFiles) return;
    asked.add(key);
    void tellSourceLine(file, line, dispatch);
  };
}
