/** Lines, last words, output: what a subject prints, taken in with bounds. */
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { SourceMessage } from '../../src/protocol.ts';
import { withoutInspect } from '../../src/source/child.ts';
import { endingWords } from '../../src/source/ending.ts';
import { lineSplitter } from '../../src/source/lines.ts';
import { followOutput } from '../../src/source/output.ts';

const linesOf = (chunks: readonly (string | Buffer)[], maxLength = 10): string[] => {
  const lines: string[] = [];
  const { write, end } = lineSplitter(maxLength, {
    onLine: line => lines.push(line),
    onTooLong: beginning => lines.push(`${beginning}…`),
  });
  for (const chunk of chunks) write(Buffer.from(chunk));
  end();
  return lines;
};

describe('lines', () => {
  const euro = Buffer.from('€');
  test.each([
    ['several in one piece', ['a\nb\n\nc\n'], ['a', 'b', '', 'c']],
    ['one in several pieces', ['a', 'b', 'c\n'], ['abc']],
    ['a character cut in two', [euro.subarray(0, 1), euro.subarray(1), '\n'], ['€']],
    ['a last one without its end', ['a\nb'], ['a', 'b']],
    ['one as long as allowed', ['0123456789\n'], ['0123456789']],
    ['one too long, and the next', ['0123456789', 'abc', 'def\nx\n'], ['0123456789…', 'x']],
    ['two too long ones', ['0123456789a\n0123456789b\n'], ['0123456789…', '0123456789…']],
  ])('%s', (_, chunks, lines) => {
    expect(linesOf(chunks)).toEqual(lines);
  });
});

describe('how it ended', () => {
  const crash = [
    'file:///app/main.js:3',
    "throw new TypeError('no such task');",
    '      ^',
    '',
    'TypeError: no such task',
    '    at file:///app/main.js:3:7',
    '',
    'Node.js v24.21.0',
  ];
  const memory = [
    '<--- Last few GCs --->',
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
  ];
  test.each([
    ['a signal', { code: null, signal: 'SIGKILL' }, [], 'killed by SIGKILL'],
    ['a code', { code: 3, signal: null }, [], 'exited with code 3'],
    ['a crash', { code: 1, signal: null }, crash, 'exited with code 1: TypeError: no such task'],
    ['last words', { code: 9, signal: null }, ['one', 'two', ''], 'exited with code 9: two'],
    ['no heap left', { code: null, signal: 'SIGABRT' }, memory, 'ran out of memory'],
    ['no reason to talk', { code: 0, signal: null }, ['a warning'], 'exited with code 0'],
  ] as const)('%s', (_, ending, lines, words) => {
    expect(endingWords(ending, lines)).toBe(words);
  });
});

describe('output', () => {
  const printed = async (text: string, steps: readonly number[] = []) => {
    const messages: SourceMessage[] = [];
    const times = [...steps];
    const clock = { nowMs: () => times.shift() ?? 5000 };
    const readable = new PassThrough();
    followOutput(readable, { clock, stream: 'stdout', onMessage: message => messages.push(message) });
    readable.end(text);
    await once(readable, 'end');
    return messages;
  };

  test('a line is a message', async () => {
    expect(await printed('one\r\ntwo')).toEqual([
      { type: 'output', atMs: 5000, stream: 'stdout', text: 'one' },
      { type: 'output', atMs: 5000, stream: 'stdout', text: 'two' },
    ]);
  });

  test('long lines are cut, and many in a second are counted', async () => {
    const messages = await printed(`${'x'.repeat(3000)}\n${'y\n'.repeat(1000)}`);
    const texts = messages.map(message => message.type === 'output' && message.text);
    expect(texts.slice(0, 2)).toEqual([`${'x'.repeat(2000)}…`, 'y']);
    expect(texts).toHaveLength(201);
    expect(texts.at(-1)).toBe('801 lines dropped');
  });
});

test.each([
  [undefined, undefined],
  ['--inspect', ''],
  ['--max-old-space-size=100 --inspect-brk=9230 --no-warnings', '--max-old-space-size=100  --no-warnings'],
  ['--inspect-port 9230 --no-warnings', '--no-warnings'],
])('NODE_OPTIONS %j reach the lab as %j', (given, passed) => {
  expect(withoutInspect(given)).toBe(passed);
});
