/** A screen in front of a terminal that answers: what is sent before, and after, the answer. */
import { expect, it } from 'vitest';
import { answer, question } from '../../../src/view/terminal/flow.ts';
import { createScreen } from '../../../src/view/terminal/screen.ts';
import type { Screen } from '../../../src/view/terminal/screen.ts';
import { createEmulator } from './emulator.ts';
import type { Emulator } from './emulator.ts';

const turn = (): Promise<void> => new Promise(setImmediate);

interface Asked {
  readonly screen: Screen;
  readonly emulator: Emulator;
  readonly writes: string[];
}

/** The emulator's answers are kept back: `screen.answered` is for the test to call. */
const asked = (columns: number, rows: number): Asked => {
  const emulator = createEmulator(columns, rows);
  const writes: string[] = [];
  const screen = createScreen(
    {
      columns,
      rows,
      write(text, onWritten) {
        writes.push(text);
        void emulator.feed(text);
        queueMicrotask(onWritten);
      },
      writeNow: text => void writes.push(text),
      onResize: () => () => {},
    },
    true,
  );
  return { screen, emulator, writes };
};

const enter = '\u001B[?1049h';
const full = (letter: string, columns: number, rows: number): string =>
  Array<string>(rows).fill(letter.repeat(columns)).join('\n');

it('asks a question that a real terminal answers', async () => {
  const { emulator } = asked(10, 2);
  const answers: string[] = [];
  emulator.terminal.onData(bytes => answers.push(bytes));
  await emulator.feed(question);
  expect(answers).toEqual([answer]);
});

it('sends a large picture in pieces, each as the last one has arrived, and always of the newest frame', async () => {
  const { screen, emulator, writes } = asked(200, 60);
  screen.write(enter);
  screen.write(full('a', 200, 60));
  for (let i = 0; i < 5; i++) await turn();
  const before = writes.join('').length;
  expect(before).toBeGreaterThan(1000);
  expect(before).toBeLessThan(8000);
  screen.write(full('b', 200, 60));
  for (let i = 0; i < 5; i++) await turn();
  expect(writes.join('').length).toBe(before);
  for (let i = 0; i < 100; i++) {
    screen.answered();
    await turn();
  }
  await emulator.feed('');
  expect(emulator.text()).toEqual(full('b', 200, 60).split('\n'));
  screen.close();
});

it('sends the last row first, where typed keys are seen, and the others in turn though it changes each time', async () => {
  const { screen, emulator, writes } = asked(200, 60);
  screen.write(enter);
  screen.write(full('a', 200, 60));
  for (let i = 0; i < 5; i++) await turn();
  screen.answered();
  const keys = Array.from({ length: 60 }, (_, i) => String(i).padStart(200, '.'));
  for (const typed of keys) {
    screen.write(`${full('b', 200, 59)}\n${typed}`);
    screen.answered();
    await turn();
    await emulator.feed('');
    expect(emulator.text().at(-1)).toBe(typed);
  }
  expect(emulator.text()).toEqual([...full('b', 200, 59).split('\n'), keys.at(-1)]);
  expect(writes.length).toBeGreaterThan(3);
  screen.close();
});

it('is settled once everything has been answered, and sends nothing from then on', async () => {
  const { screen, writes } = asked(20, 2);
  screen.write(enter);
  screen.write('one\ntwo');
  for (let i = 0; i < 5; i++) await turn();
  screen.answered();
  let isSettled = false;
  const settling = async (): Promise<void> => {
    await screen.settled(60_000);
    isSettled = true;
  };
  const settled = settling();
  await turn();
  expect(isSettled).toBe(false);
  const sent = writes.length;
  screen.write('three\nfour');
  await turn();
  screen.answered();
  await settled;
  expect(writes.length).toBe(sent);
  screen.close();
});
