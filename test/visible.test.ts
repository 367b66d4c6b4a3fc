import { expect, test } from 'vitest';
import { visible } from '../src/visible.ts';

test.each([
  ['an escape sequence', '\u001b[2Jgone', String.raw`\x1b[2Jgone`],
  ['NUL and bell', '\u0000\u0007', String.raw`\x00\x07`],
  ['line ends and tabs', 'a\r\nb\tc', String.raw`a\r\nb\tc`],
  ['DEL', '\u007f', String.raw`\x7f`],
  ['C1 controls: CSI in one character', '\u009b31m', String.raw`\x9b31m`],
  ['turned direction', 'a\u202eb\u2066c\u200f', String.raw`a\u202eb\u2066c\u200f`],
  ['separators', '\u2028\u2029', String.raw`\u2028\u2029`],
  ['half of a surrogate pair', 'a\ud83d-\ude00b', String.raw`a\ud83d-\ude00b`],
])('%s', (_what, text, shown) => {
  expect(visible(text)).toBe(shown);
});

test('ordinary text stays as it is, in any script, with whole pairs and joined emoji', () => {
  const text = 'Grüße, 日本語, العربية, 😀, 👩\u200d💻, e\u0301';
  expect(visible(text)).toBe(text);
});
