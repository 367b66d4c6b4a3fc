import { EventEmitter } from 'node:events';
import { render, Text } from 'ink';
import type { Instance } from 'ink';
import { expect, it } from 'vitest';
import { createScreen } from '../../../src/view/terminal/screen.ts';
import type { Output, Screen } from '../../../src/view/terminal/screen.ts';
import { seededRandom } from '../../../workloads/support/random.ts';
import { createEmulator } from './emulator.ts';

/** Ink's stdout without anything of ours: the peer that our bytes are compared with. */
class PlainOutput extends EventEmitter {
  readonly isTTY = true;
  columns: number;
  rows: number;
  text = '';
  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
  }
  write(text: string, callback?: () => void): boolean {
    this.text += text;
    if (callback !== undefined) queueMicrotask(callback);
    return true;
  }
}

/** A terminal whose reader can be held up. */
class HeldOutput implements Output {
  columns: number;
  rows: number;
  writes: string[] = [];
  isHeld = false;
  #owed: (() => void)[] = [];
  #listener: (() => void) | null = null;
  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }
  get text(): string {
    return this.writes.join('');
  }
  write(text: string, onWritten: () => void): void {
    this.writes.push(text);
    if (this.isHeld) this.#owed.push(onWritten);
    else onWritten();
  }
  writeNow(text: string): void {
    this.writes.push(text);
  }
  onResize(listener: () => void): () => void {
    this.#listener = listener;
    return () => {
      this.#listener = null;
    };
  }
  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.#listener?.();
  }
  release(): void {
    this.isHeld = false;
    for (const onWritten of this.#owed.splice(0)) onWritten();
  }
}

const plainGlyphs = [...'abcdefghijklmnop 0123456789     ███▌░▒▁▂▃▄▅▆▇│─╭╮╰╯●▸⣿éß'];
const oddGlyphs = ['漢', '字', '👍', '👩‍👩‍👧', '🇩🇪', '❤️', 'é', 'ก็', '⚠️', '👋🏽', 'ｱ', '𝒳'];
const styles = ['31', '1;32', '38;5;208', '2', '7', '48;5;17;97', '1;2;3;4', '9;41', '38;2;1;2;3'];

interface Corpus {
  readonly columns: number;
  readonly rows: number;
  readonly lines: string[];
}

const widthOf = (glyph: string): number => (oddGlyphs.includes(glyph) ? 2 : 1);

const randomLine = (random: () => number, columns: number, oddShare: number): string => {
  const pick = <Item,>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  let text = '';
  let width = 0;
  const wanted = Math.floor(random() * (columns + 1));
  while (width < wanted) {
    const glyph = random() < oddShare ? pick(oddGlyphs) : pick(plainGlyphs);
    if (width + widthOf(glyph) > wanted) break;
    width += widthOf(glyph);
    text += random() < 0.15 ? `\u001B[${pick(styles)}m${glyph}\u001B[0m` : glyph;
  }
  return text;
};

const edited = (random: () => number, before: Corpus, oddShare: number): Corpus => ({
  ...before,
  lines: before.lines.map(line => (random() < 0.4 ? randomLine(random, before.columns, oddShare) : line)),
});

/** Some rows go up, as those of a log do, with new ones below them. */
const scrolled = (random: () => number, before: Corpus, oddShare: number): Corpus => {
  const first = Math.floor(random() * before.rows);
  const rows = Math.floor(random() * (before.rows - first)) + 1;
  const lines = Math.floor(random() * rows);
  const fresh = Array.from({ length: lines }, () => randomLine(random, before.columns, oddShare));
  const block = [...before.lines.slice(first + lines, first + rows), ...fresh];
  return { ...before, lines: before.lines.toSpliced(first, rows, ...block) };
};

const emptyCorpus = (columns: number, rows: number): Corpus => ({
  columns,
  rows,
  lines: Array(rows).fill(''),
});

const picture = (corpus: Corpus) => <Text wrap="truncate">{corpus.lines.join('\n')}</Text>;

const start = (corpus: Corpus, stdout: unknown): Instance =>
  render(picture(corpus), {
    stdout: stdout as NodeJS.WriteStream,
    stdin: new EventEmitter() as unknown as NodeJS.ReadStream,
    alternateScreen: true,
    interactive: true,
    patchConsole: false,
    exitOnCtrlC: false,
    maxFps: 10_000,
  });

/** The same frames through Ink alone and through ours, each into an emulator; compared after every frame. */
const compare = async (seed: number, oddShare: number, frames: number, isResized: boolean): Promise<void> => {
  const random = seededRandom(seed);
  let corpus = emptyCorpus(40, 12);
  const plain = new PlainOutput(40, 12);
  const held = new HeldOutput(40, 12);
  const screen = createScreen(held);
  const emulators = [createEmulator(40, 12), createEmulator(40, 12)] as const;
  const apps = [start(corpus, plain), start(corpus, screen)] as const;
  for (let frame = 0; frame < frames; frame++) {
    if (isResized && frame % 5 === 4) {
      corpus = emptyCorpus(20 + Math.floor(random() * 60), 5 + Math.floor(random() * 25));
      for (const app of apps) app.rerender(picture(corpus));
      Object.assign(plain, { columns: corpus.columns, rows: corpus.rows });
      for (const emulator of emulators) emulator.resize(corpus.columns, corpus.rows);
      plain.emit('resize');
      held.resize(corpus.columns, corpus.rows);
      await new Promise(setImmediate);
    }
    const changed = frame % 2 === 0 ? edited : scrolled;
    corpus = changed(random, corpus, oddShare);
    for (const app of apps) {
      app.rerender(picture(corpus));
      await app.waitUntilRenderFlush();
    }
    await new Promise(setImmediate);
    await emulators[0].feed(plain.text);
    await emulators[1].feed(held.text);
    plain.text = '';
    held.writes = [];
    expect(emulators[1].cells()).toEqual(emulators[0].cells());
  }
  for (const app of apps) app.unmount();
  screen.close();
};

it('shows what Ink shows: one-column glyphs in all colours', () => compare(1, 0, 60, false));
it('shows what Ink shows: rows with wide, combining and joined glyphs among them', () =>
  compare(2, 0.05, 60, false));
it('shows what Ink shows: after resizing', () => compare(3, 0.01, 60, true));

/** What is written in one turn is sent at its end. */
const turn = (): Promise<void> => new Promise(setImmediate);

const mounted = async (columns: number, rows: number): Promise<{ held: HeldOutput; screen: Screen }> => {
  const held = new HeldOutput(columns, rows);
  const screen = createScreen(held);
  screen.write('\u001B[?1049h');
  screen.write('\u001B[?25l');
  await turn();
  return { held, screen };
};

it('sends the changed cells only, in one write between a pair of synchronisation marks', async () => {
  const { held, screen } = await mounted(20, 3);
  screen.write('\u001B[?2026h');
  screen.write('cpu 10%\nmem 20%\n');
  screen.write('\u001B[?2026l');
  await turn();
  held.writes = [];
  screen.write('\u001B[?2026h');
  screen.write('\u001B[2K\u001B[1A\u001B[2K\u001B[Gcpu 17%\nmem 20%\n');
  screen.write('\u001B[?2026l');
  await turn();
  expect(held.writes).toEqual(['\u001B[?2026h\u001B[1;6H7\u001B[?2026l']);
});

it('sends nothing for an unchanged picture', async () => {
  const { held, screen } = await mounted(20, 3);
  screen.write('cpu 10%\n');
  await turn();
  held.writes = [];
  screen.write('\u001B[2K\u001B[Gcpu 10%\n');
  await turn();
  expect(held.writes).toEqual([]);
});

it('keeps only the newest frame while the reader is stalled, and shows it at once afterwards', async () => {
  const { held, screen } = await mounted(20, 3);
  screen.write('frame 0\n');
  await turn();
  held.isHeld = true;
  const handedOver = held.writes.length;
  for (let frame = 1; frame <= 10_000; frame++) {
    screen.write(`frame ${frame}\n`);
    await Promise.resolve();
  }
  // `frame 1` is with the stalled reader; nothing else is handed over meanwhile.
  expect(held.writes.length - handedOver).toBe(1);
  const before = held.writes.length;
  held.release();
  expect(held.writes.length).toBe(before + 1);
  const emulator = createEmulator(20, 3);
  await emulator.feed(held.text);
  expect(emulator.text()).toEqual(['frame 10000', '', '']);
});

it('lets no escape sequence but colours reach the terminal', async () => {
  const { held, screen } = await mounted(40, 2);
  screen.write(
    'a\u001B]0;title\u0007b\u001B[5;5Hc\u0007\u009B2Jd \u001B[31mred\u001B[0m\n\u001Bcwide 漢\u001B[2Jx',
  );
  await turn();
  const emulator = createEmulator(40, 2);
  const titles: string[] = [];
  emulator.terminal.onTitleChange(title => titles.push(title));
  await emulator.feed(held.text);
  expect(emulator.text()).toEqual(['abc2Jd red', 'wide 漢x']);
  expect(titles).toEqual([]);
});

it('gives the terminal back at once, also past a stalled reader', async () => {
  const { held, screen } = await mounted(20, 3);
  screen.write('frame 1\n');
  await turn();
  held.isHeld = true;
  screen.write('frame 2\n');
  await turn();
  screen.close();
  screen.close();
  expect(held.writes.at(-1)).toBe('\u001B[r\u001B[?2026l\u001B[0m\u001B[?1049l\u001B[?25h');
  held.release();
  const emulator = createEmulator(20, 3);
  await emulator.feed(held.text);
  expect(emulator.isAlternate).toBe(false);
});

it('paints everything anew after the terminal was away', async () => {
  const { held, screen } = await mounted(20, 2);
  screen.write('one\ntwo');
  await turn();
  screen.write('\u001B[?25h');
  screen.write('\u001B[?1049l');
  held.writes = [];
  screen.write('\u001B[?1049h');
  screen.write('\u001B[?25lone\ntwo');
  await turn();
  const emulator = createEmulator(20, 2);
  await emulator.feed(held.text);
  expect(emulator.text()).toEqual(['one', 'two']);
  expect(emulator.isAlternate).toBe(true);
});
