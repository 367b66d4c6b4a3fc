/** The blamed line of source, read from files that somebody else's program names. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSourceReader, readSourceLine } from '../../src/command/source-lines.ts';
import type { StackFrame } from '../../src/protocol.ts';
import type { Event } from '../../src/state/state.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'jugglers-test-'));
  writeFileSync(
    join(folder, 'server.mjs'),
    `first\n    const found = pattern.test(path);\n${'x'.repeat(500)}\n\n`,
  );
  execFileSync('mkfifo', [join(folder, 'pipe.mjs')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const frame = (file: string, line: number): StackFrame => ({ functionName: 'f', file, line, column: 1 });
const stall = (...frames: StackFrame[]): Event => ({
  type: 'stall',
  pid: 1,
  startMs: 0,
  durationMs: 60,
  frames,
});

test('is told once for a place, without its indent', async () => {
  const file = pathToFileURL(join(folder, 'server.mjs')).href;
  const told: Event[] = [];
  const first = Promise.withResolvers<void>();
  const read = createSourceReader(event => {
    told.push(event);
    first.resolve();
  });
  read(stall(frame(file, 2)));
  await first.promise;
  read(stall(frame(file, 2)));
  read(stall(frame('node:fs', 441)));
  read(stall());
  expect(told).toEqual([{ type: 'source-line', file, line: 2, text: 'const found = pattern.test(path);' }]);
});

test('is cut short', async () => {
  expect(await readSourceLine(join(folder, 'server.mjs'), 3)).toBe('x'.repeat(200));
});

test.each([
  ['a pipe that nobody writes to', () => join(folder, 'pipe.mjs'), 1],
  ['a device', () => '/dev/zero', 1],
  ['a folder', () => folder, 1],
  ['a path from nowhere', () => 'relative.mjs', 1],
  ['an address that is no path', () => 'file:///%00', 1],
  ['a file that is not there', () => join(folder, 'missing.mjs'), 1],
  ['an empty line', () => join(folder, 'server.mjs'), 4],
  ['a line beyond the end', () => join(folder, 'server.mjs'), 99],
])('is not there for %s', async (_name, file, line) => {
  expect(await readSourceLine(file(), line)).toBeNull();
});
