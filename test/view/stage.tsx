/** The views on a terminal that is not there: a keyboard to type on, and an emulator that shows what a reader would see. */
import { PassThrough } from 'node:stream';
import { afterEach } from 'vitest';
import type { RunReport } from '../../src/analysis/types.ts';
import type { Action, Snapshot, State } from '../../src/state/state.ts';
import { uiAfter } from '../../src/state/ui.ts';
import { mount } from '../../src/view/mount.tsx';
import type { Mounted, MountedTerminal } from '../../src/view/mount.tsx';
import type { Catalog } from '../../src/view/picker-state.ts';
import { detectTheme } from '../../src/view/theme.ts';
import type { Theme } from '../../src/view/theme.ts';
import { parallel } from '../fixtures/states.ts';
import { catalog } from './catalog.ts';
import { createEmulator } from './terminal/emulator.ts';
import type { Emulator } from './terminal/emulator.ts';

export const colourTheme: Theme = detectTheme(
  { TERM: 'xterm-256color', LANG: 'C.UTF-8' },
  { isTTY: true, platform: 'linux' },
);
export const plainTheme: Theme = detectTheme(
  { TERM: 'xterm-256color', LANG: 'C.UTF-8' },
  { isTTY: true, noColor: true, platform: 'linux' },
);

class Keyboard extends PassThrough {
  readonly isTTY = true;
  isRaw = false;
  setRawMode(isRaw: boolean): this {
    this.isRaw = isRaw;
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

class StandInTerminal implements MountedTerminal {
  columns: number;
  rows: number;
  readonly keyboard = new Keyboard();
  readonly stdin = this.keyboard as unknown as NodeJS.ReadStream;
  readonly written: string[] = [];
  isClosed = false;
  stops = 0;
  /** What happens while the job is stopped. */
  whileStopped: () => Promise<void> = () => Promise.resolve();
  askToStop: () => void = () => {};
  lose: (error: Error) => void = () => {};
  resized: () => void = () => {};
  onBytes: (bytes: string) => void = () => {};

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }
  write(text: string, onWritten: () => void): void {
    this.writeNow(text);
    queueMicrotask(onWritten);
  }
  writeNow(text: string): void {
    this.written.push(text);
    this.onBytes(text);
  }
  onResize(listener: () => void): () => void {
    this.resized = listener;
    return () => {
      this.resized = () => {};
    };
  }
  onStopAsked(listener: () => void): () => void {
    this.askToStop = listener;
    return () => {
      this.askToStop = () => {};
    };
  }
  async stop(): Promise<void> {
    this.stops++;
    await this.whileStopped();
  }
  onLost(listener: (error: Error) => void): void {
    this.lose = listener;
  }
  close(): void {
    this.isClosed = true;
  }
}

/** A store that stands still but for the keys. */
interface FixtureStore {
  readonly actions: Action[];
  getSnapshot(): Snapshot;
  subscribe(listener: () => void): () => void;
  show(snapshot: Snapshot): void;
  act(action: Action): void;
}

const createFixtureStore = (initial: Snapshot): FixtureStore => {
  let snapshot = initial;
  const actions: Action[] = [];
  const listeners = new Set<() => void>();
  const show = (next: Snapshot): void => {
    snapshot = next;
    for (const listener of listeners) listener();
  };
  return {
    actions,
    getSnapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    show,
    act(action) {
      actions.push(action);
      show({ ...snapshot, state: { ...snapshot.state, ui: uiAfter(snapshot.state, action) } });
    },
  };
};

export interface Stage {
  readonly terminal: StandInTerminal;
  readonly emulator: Emulator;
  readonly store: FixtureStore;
  readonly mounted: Mounted;
  type(keys: string): void;
  resize(columns: number, rows: number): void;
  /** The screen, once it has this content. */
  waitFor(content: string | RegExp | (() => boolean)): Promise<string[]>;
}

export interface StageOptions {
  readonly columns: number;
  readonly rows: number;
  readonly snapshot: Snapshot;
  readonly theme?: Theme;
  readonly catalog?: Catalog;
  readonly reportOf?: (state: State) => RunReport | null;
  readonly onAction?: (action: Action) => void;
}

const boundMs = 5000;
const lookMs = 4;

/** Resolves when `isThere` holds; looked at again every few milliseconds. */
const until = async (emulator: Emulator, isThere: () => boolean): Promise<void> => {
  for (let waitedMs = 0; waitedMs < boundMs; waitedMs += lookMs) {
    await emulator.feed('');
    if (isThere()) return;
    await new Promise(resolve => setTimeout(resolve, lookMs));
  }
  throw new Error(`never came:\n${emulator.text().join('\n')}`);
};

const createStage = (options: StageOptions): Stage => {
  const { columns, rows, snapshot } = options;
  const terminal = new StandInTerminal(columns, rows);
  const emulator = createEmulator(columns, rows);
  const store = createFixtureStore(snapshot);
  terminal.onBytes = bytes => void emulator.feed(bytes);
  emulator.terminal.onData(answer => void terminal.keyboard.write(answer));
  const mounted = mount({
    terminal,
    store,
    theme: options.theme ?? plainTheme,
    catalog: options.catalog ?? catalog,
    reportOf: options.reportOf ?? (() => null),
    onAction: options.onAction ?? store.act,
  });
  return {
    terminal,
    emulator,
    store,
    mounted,
    type: keys => void terminal.keyboard.write(keys),
    resize(toColumns, toRows) {
      Object.assign(terminal, { columns: toColumns, rows: toRows });
      emulator.resize(toColumns, toRows);
      terminal.resized();
    },
    async waitFor(content) {
      const isThere =
        typeof content === 'function'
          ? content
          : () => {
              const text = emulator.text().join('\n');
              return typeof content === 'string' ? text.includes(content) : content.test(text);
            };
      await until(emulator, isThere);
      return emulator.text();
    },
  };
};

/** A stage with the picker open. */
export const withPicker = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  state: { ...snapshot.state, ui: { ...snapshot.state.ui, screen: 'picker' } },
});

export const sizes = [
  [60, 16],
  [80, 24],
  [120, 40],
] as const;

/** Stages for one test file, 80x24 with a run unless told otherwise; taken down after each test. */
export const useStages = (): ((options?: Partial<StageOptions>) => Stage) => {
  const open: Stage[] = [];
  afterEach(() => {
    for (const stage of open.splice(0)) stage.mounted.unmount();
  });
  return (options = {}) => {
    const stage = createStage({ columns: 80, rows: 24, snapshot: parallel, ...options });
    open.push(stage);
    return stage;
  };
};
