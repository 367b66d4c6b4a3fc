/** A start takes the compiled code that one before it has kept, and does without where there is none. */
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { isOwn } from '../../src/start-bundle.ts';
import { runPiped } from '../helpers/program.ts';

const emptyFolder = (): string => mkdtempSync(join(tmpdir(), 'jugglers-test-'));

/** Long enough to be worth keeping, whatever the machine. */
const aRun = ['run', 'primes', '--scale', '0.1', '--json'];

/** As a user starts it: where nothing says otherwise. */
const runAtHome = (home: string) =>
  runPiped(aRun, { HOME: home, NODE_COMPILE_CACHE: undefined, XDG_CACHE_HOME: undefined });

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

test("it lies with the user's own caches: in the temporary folder, others could have put theirs", () => {
  const home = emptyFolder();
  expect(runAtHome(home).status).toBe(0);
  expect(keptIn(home)).toEqual([expect.stringContaining(join(home, '.cache', 'jugglers'))]);
});

test('a folder of somebody else is not used', () => {
  const folder = emptyFolder();
  expect(isOwn(folder)).toBe(true);
  // Whoever may not give folders away is not root, whose this one is.
  if (process.getuid?.() === 0) chownSync(folder, 65_534, 65_534);
  expect(isOwn(process.getuid?.() === 0 ? folder : '/')).toBe(false);
  expect(isOwn(join(folder, 'none'))).toBe(false);
});

test('what other versions have kept goes when nobody has started them for a month', () => {
  const folder = emptyFolder();
  runWith(folder, aRun);
  const [file = ''] = keptIn(folder);
  const others = ['old', 'new'].map(name => join(dirname(file), `jugglers-${name}-text`));
  for (const other of others) writeFileSync(other, '');
  utimesSync(others[0]!, 0, 0);
  rmSync(file);
  runWith(folder, aRun);
  expect(others.map(other => existsSync(other))).toEqual([false, true]);
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
