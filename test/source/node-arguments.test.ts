import { expect, test } from 'vitest';
import { readNodeArguments } from '../../src/source/node-arguments.ts';

const scriptOf = (line: string): string | null => readNodeArguments(line.split(' ')).script;

test.each([
  ['server.js --require x.js', 'server.js'],
  ['--require ./hook.cjs server.js', 'server.js'],
  ['-r ./hook.cjs -r ./other.cjs server.js', 'server.js'],
  ['--require=./hook.cjs server.js', 'server.js'],
  ['--import tsx --conditions development src/main.ts', 'src/main.ts'],
  ['--enable-source-maps --env-file .env -C browser app.mjs -e x', 'app.mjs'],
  ['--title shop --max-old-space-size=512 server.js', 'server.js'],
  ['--import tsx -- -odd.js', '-odd.js'],
  ['-e code server.js', null],
  ['--require ./hook.cjs -p 1+1', null],
  ['--eval=code x', null],
  ['--run dev', null],
  ['--import tsx', null],
  ['-', null],
])('node %s', (line, script) => {
  expect(scriptOf(line)).toBe(script);
});

test('options end where the script begins', () => {
  const words = ['-r', 'hook.cjs', '--inspect=9300', 'server.js', '--inspect=1'];
  expect(readNodeArguments(words).options).toEqual(['-r', 'hook.cjs', '--inspect=9300']);
});
