import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { withoutAnswers } from '../../../src/view/terminal/answers.ts';

const stdin = (): PassThrough => new PassThrough({ encoding: 'utf8' });

it('takes answers out of what is typed, and counts them', () => {
  const source = stdin();
  let answers = 0;
  const keyboard = withoutAnswers(source as unknown as NodeJS.ReadStream, () => answers++);
  source.write('a\u001B[0nb\u001B[0n\u001B[A');
  source.write('\u001B[0n');
  source.write('c');
  const keys: unknown[] = [];
  for (let piece = keyboard.read(); piece !== null; piece = keyboard.read()) keys.push(piece);
  expect(keys.join('|').replaceAll('|', '')).toBe('ab\u001B[Ac');
  expect(answers).toBe(3);
});
