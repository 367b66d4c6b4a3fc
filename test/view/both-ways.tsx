/** The same views twice: as Ink draws them, and with panels painted past Ink; each in a terminal emulator. */
import { EventEmitter } from 'node:events';
import { render } from 'ink';
import type { JSX } from 'react';
import { afterEach, expect } from 'vitest';
import type { Snapshot } from '../../src/state/state.ts';
import { createLivePanels, LivePanelsContext } from '../../src/view/live-panels.ts';
import { createScreen } from '../../src/view/terminal/screen.ts';
import { createEmulator } from './terminal/emulator.ts';
import type { Emulator } from './terminal/emulator.ts';

/** A store that shows what it is told to. */
const createShow = (first: Snapshot) => {
  let snapshot = first;
  const listeners = new Set<() => void>();
  return {
    getSnapshot: () => snapshot,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    show(next: Snapshot) {
      snapshot = next;
      for (const listener of listeners) listener();
    },
  };
};

export type Show = ReturnType<typeof createShow>;

/** Ink's stdout, straight into an emulator. */
class Straight extends EventEmitter {
  readonly isTTY = true;
  readonly emulator: Emulator;
  columns: number;
  rows: number;
  constructor(columns: number, rows: number) {
    super();
    this.emulator = createEmulator(columns, rows);
    this.columns = columns;
    this.rows = rows;
  }
  write(text: string, callback?: () => void): boolean {
    void this.#feed(text, callback);
    return true;
  }
  async #feed(text: string, callback: (() => void) | undefined): Promise<void> {
    await this.emulator.feed(text);
    callback?.();
  }
  resize(columns: number, rows: number): void {
    Object.assign(this, { columns, rows });
    this.emulator.resize(columns, rows);
    this.emit('resize');
  }
}

interface Way {
  resize(columns: number, rows: number): void;
  cells(): Promise<string[]>;
  writes(): number;
  unmount(): void;
}

const options = {
  stdin: new EventEmitter() as unknown as NodeJS.ReadStream,
  alternateScreen: true,
  interactive: true,
  patchConsole: false,
  exitOnCtrlC: false,
  maxFps: 10_000,
};

/** Ink's own effects are over after some turns of the loop. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await new Promise(resolve => setTimeout(resolve, 1));
};

const throughInk = (element: JSX.Element, columns: number, rows: number): Way => {
  const stdout = new Straight(columns, rows);
  const app = render(element, { ...options, stdout: stdout as unknown as NodeJS.WriteStream });
  return {
    resize: (toColumns, toRows) => stdout.resize(toColumns, toRows),
    cells: async () => {
      await app.waitUntilRenderFlush();
      await stdout.emulator.feed('');
      return stdout.emulator.cells();
    },
    writes: () => 0,
    unmount: () => app.unmount(),
  };
};

const pastInk = (element: JSX.Element, show: Show, columns: number, rows: number): Way => {
  const stdout = new Straight(columns, rows);
  const screen = createScreen({
    get columns() {
      return stdout.columns;
    },
    get rows() {
      return stdout.rows;
    },
    write: (text, onWritten) => void stdout.write(text, onWritten),
    writeNow: text => void stdout.write(text),
    onResize: listener => {
      stdout.on('resize', listener);
      return () => stdout.off('resize', listener);
    },
  });
  const panels = createLivePanels(() => screen.refresh());
  screen.show(() => panels.patches(show.getSnapshot()));
  show.subscribe(() => screen.refresh());
  const app = render(<LivePanelsContext value={panels}>{element}</LivePanelsContext>, {
    ...options,
    stdout: screen as unknown as NodeJS.WriteStream,
  });
  return {
    resize: (toColumns, toRows) => stdout.resize(toColumns, toRows),
    cells: async () => {
      await app.waitUntilRenderFlush();
      await stdout.emulator.feed('');
      return stdout.emulator.cells();
    },
    writes: () => screen.sent.writes,
    unmount: () => {
      app.unmount();
      screen.close();
    },
  };
};

/** Both ways of showing the same views, for one test file; taken down after each test. */
export const useBothWays = () => {
  const ways: Way[] = [];
  afterEach(() => {
    for (const way of ways.splice(0)) way.unmount();
  });
  return (element: (show: Show) => JSX.Element, first: Snapshot, columns: number, rows: number) => {
    const show = createShow(first);
    const pair = [
      throughInk(element(show), columns, rows),
      pastInk(element(show), show, columns, rows),
    ] as const;
    ways.push(...pair);
    return {
      show,
      pair,
      /** Hands back our cells, once they have been found to be Ink's. */
      async expectSame(): Promise<string[]> {
        await settled();
        const [ink, ours] = await Promise.all(pair.map(way => way.cells()));
        // The first row that differs says more than all of them.
        const row = ours?.findIndex((cells, y) => cells !== ink?.[y]) ?? -1;
        expect({ row, cells: ours?.[row] }).toEqual({ row: -1, cells: undefined });
        return ours ?? [];
      },
    };
  };
};
