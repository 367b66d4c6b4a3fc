/** A program in a real pseudo terminal, and a person in front of it: looks, types, resizes, waits. */
import { randomUUID } from 'node:crypto';
import { once, EventEmitter } from 'node:events';
import type { IPty } from '@lydell/node-pty';
import { spawn } from '@lydell/node-pty';
import { killAllOf } from './processes.ts';
import type { CellStyle, Screen, TerminalModes } from './screen.ts';
import { createScreen } from './screen.ts';
import { slowLine } from './slow-line.ts';

export interface PtyOptions {
  readonly columns?: number;
  readonly rows?: number;
  /** In place of or beside the environment of the tests; undefined takes a name out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** What the line to the terminal carries; by default everything at once. Its end may be lost if the program ends. */
  readonly bytesPerSecond?: number;
}

interface PtyExit {
  readonly exitCode: number;
  /** Signal number, or null if it exited by itself. */
  readonly signal: number | null;
}

export interface Pty {
  readonly pid: number;
  /** In the environment of the program and of everything that it starts: for `processesOf`. */
  readonly marker: string;
  readonly exit: Promise<PtyExit>;
  /** Visible rows, blanks at their ends cut off. */
  screen(): string[];
  styleAt(row: number, column: number): CellStyle;
  modes(): TerminalModes;
  /** Bytes that the program has written so far. */
  bytes(): number;
  /** The last of them as text, as much as a few screens: also what has long been scrolled off a small one. */
  lastOutput(): string;
  /** Called for each piece that the program writes, as it comes. */
  onOutput(listener: (piece: Uint8Array) => void): void;
  /** Waits for content; fails, with the screen, when the bound is over or the program ended without showing it. */
  waitFor(condition: RegExp | ((rows: string[]) => boolean), what: string, boundMs?: number): Promise<void>;
  type(keys: string): void;
  resize(columns: number, rows: number): void;
  kill(signal: NodeJS.Signals): void;
  /** The terminal stops taking bytes, as over a stalled SSH line, until `resume`. */
  stall(): void;
  resume(): void;
  /** The terminal is gone, as when its window is closed. */
  hangUp(): void;
  /** Kills all that is left of the program and its descendants. */
  dispose(): Promise<void>;
}

/** Below the bound of a whole test, and no measure of anything: who fails here says what the screen shows. */
const defaultBoundMs = 60_000;
const lastBytes = 16_384;

/** The tests' own environment must not colour, shrink or quieten the program. */
const neutral = {
  TERM: 'xterm-256color',
  LANG: 'C.UTF-8',
  LC_ALL: undefined,
  CI: undefined,
  COLORTERM: undefined,
  NO_COLOR: undefined,
  FORCE_COLOR: undefined,
  NODE_ENV: undefined,
  NODE_OPTIONS: undefined,
  VITEST: undefined,
};

function environmentOf(env: PtyOptions['env'], marker: string): Record<string, string> {
  const entries = Object.entries({ ...process.env, ...neutral, ...env, JUGGLERS_TEST_MARKER: marker });
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

const isMet = (condition: RegExp | ((rows: string[]) => boolean), rows: string[]): boolean =>
  typeof condition === 'function' ? condition(rows) : condition.test(rows.join('\n'));

const framed = (rows: readonly string[]): string => rows.map(row => `  | ${row}`).join('\n');

/** Its `destroy` closes our end of the terminal; the types leave it out. */
const closeMaster = (pty: IPty): void => (pty as IPty & { destroy(): void }).destroy();

/** What the program has written, as it comes in. */
interface Received {
  bytes: number;
  last: Buffer;
  hasEnded: boolean;
  readonly changes: EventEmitter<{ change: []; output: [Uint8Array] }>;
  readonly exit: Promise<PtyExit>;
}

/** Puts all that the program writes on the screen; `exit` resolves when the last of it is there. */
function receive(pty: IPty, screen: Screen, bytesPerSecond: number | undefined): Received {
  const ended = Promise.withResolvers<PtyExit>();
  const changes = new EventEmitter<{ change: []; output: [Uint8Array] }>().setMaxListeners(0);
  const received: Received = {
    bytes: 0,
    last: Buffer.alloc(0),
    hasEnded: false,
    changes,
    exit: ended.promise,
  };
  const show = async (data: Uint8Array | string): Promise<void> => {
    await screen.write(data);
    changes.emit('change');
  };
  const deliver = (data: Uint8Array): void => {
    received.bytes += data.length;
    received.last = Buffer.concat([received.last, data]).subarray(-lastBytes);
    changes.emit('output', data);
    void show(data);
  };
  const line =
    bytesPerSecond === undefined
      ? { carry: deliver, arrived: () => Promise.resolve() }
      : slowLine(bytesPerSecond, { deliver, pause: () => pty.pause(), resume: () => pty.resume() });
  // Without an encoding these are bytes, whatever the types say.
  pty.onData(chunk => line.carry(chunk as unknown as Uint8Array));
  pty.onExit(async ({ exitCode, signal }) => {
    await line.arrived();
    // The emulator works in order: once this nothing is written, so is all before it.
    await screen.write('');
    received.hasEnded = true;
    ended.resolve({ exitCode, signal: signal || null });
    changes.emit('change');
  });
  return received;
}

const waiterFor =
  (screen: Screen, received: Received): Pty['waitFor'] =>
  async (condition, what, boundMs = defaultBoundMs) => {
    const bound = AbortSignal.timeout(boundMs);
    const failure = (why: string): Error =>
      new Error(`${what}: ${why}. The screen shows:\n${framed(screen.rows())}`);
    while (!isMet(condition, screen.rows())) {
      if (received.hasEnded) throw failure('the program ended without it');
      await once(received.changes, 'change', { signal: bound }).catch(() => {
        throw failure(`not within ${boundMs} ms`);
      });
    }
  };

/** Starts `file` in a terminal of its own (80x24 unless told otherwise). */
export function startPty(file: string, args: readonly string[], options: PtyOptions = {}): Pty {
  const { columns = 80, rows = 24, env, cwd, bytesPerSecond } = options;
  const marker = `jugglers-test-${randomUUID()}`;
  const screen = createScreen(columns, rows);
  const size = { cols: columns, rows };
  const pty = spawn(file, [...args], { ...size, cwd, env: environmentOf(env, marker), encoding: null });
  const received = receive(pty, screen, bytesPerSecond);
  screen.onAnswer(answer => {
    if (!received.hasEnded) pty.write(answer);
  });
  return {
    pid: pty.pid,
    marker,
    exit: received.exit,
    screen: screen.rows,
    styleAt: screen.styleAt,
    modes: screen.modes,
    bytes: () => received.bytes,
    lastOutput: () => received.last.toString(),
    onOutput: listener => void received.changes.on('output', listener),
    waitFor: waiterFor(screen, received),
    type: keys => pty.write(keys),
    resize(toColumns, toRows) {
      screen.resize(toColumns, toRows);
      pty.resize(toColumns, toRows);
    },
    kill: signal => pty.kill(signal),
    stall: () => pty.pause(),
    resume: () => pty.resume(),
    hangUp: () => closeMaster(pty),
    async dispose() {
      await killAllOf(marker);
      if (!received.hasEnded) closeMaster(pty);
      screen.dispose();
    },
  };
}
