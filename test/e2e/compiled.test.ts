/** A start takes the compiled code that one before it has kept, and does without where there is none. */
import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runPiped } from '../helpers/program.ts';

const emptyFolder = (): string => mkdtempSync(join(tmpdir(), 'jugglers-test-'));

/** Long enough to be worth keeping, whatever the machine. */
const aRun = ['run', 'primes', '--scale', '0.5', '--json'];

const runWith = (folder: string, args: readonly string[]) => runPiped(args, { NODE_COMPILE_CACHE: folder });

const keptIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => /jugglers-[0-9a-f]{16}-text$/.test(name))
    .map(name => join(folder, name));

test('what a run has compiled is kept once, for its user alone, and taken by the next', () => {
  const folder = emptyFolder();
  expect(runWith(folder, aRun).status).toBe(0);
  const [file = ''] = keptIn(folder);
  const kept = statSync(file);
  expect(kept.mode & 0o777).toBe(0o600);
  expect(runWith(folder, aRun).status).toBe(0);
  expect(keptIn(folder)).toEqual([file]);
  expect(statSync(file).ino).toBe(kept.ino);
});

test('what is no compiled code is replaced', () => {
  const folder = emptyFolder();
  runWith(folder, aRun);
  const [file = ''] = keptIn(folder);
  const { size } = statSync(file);
  writeFileSync(file, 'half of a file');
  expect(runWith(folder, aRun).status).toBe(0);
  expect(statSync(file).size).toBeGreaterThan(size / 2);
});

test('where nothing can be kept, or is not to be, a start goes on without it', () => {
  const file = join(emptyFolder(), 'a file');
  writeFileSync(file, '');
  const folder = emptyFolder();
  expect(runWith(file, aRun)).toMatchObject({ status: 0 });
  expect(runPiped(aRun, { NODE_COMPILE_CACHE: folder, NODE_DISABLE_COMPILE_CACHE: '1' })).toMatchObject({
    status: 0,
  });
  expect(keptIn(folder)).toEqual([]);
});
