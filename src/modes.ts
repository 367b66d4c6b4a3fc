/** The modes in words: one table for the command line, the picker, the help and the README. */
import type { ModeId } from './protocol.ts';

export interface ModeInfo {
  readonly id: ModeId;
  readonly alias: string | null;
  /** One line: how tasks are put on lanes. */
  readonly what: string;
  /** Whether `--workers` means anything to it. */
  readonly hasWorkers: boolean;
}

/** A slip of the finger must not start more threads or processes than a large machine has room for. */
export const maxWorkers = 512;

/** In flight in each worker of `hybrid`: enough to fill the waits of I/O work, few enough to tell apart on screen. */
export const defaultTasksPerWorker = 8;
/** Milliseconds on the thread until a task of an asynchronous lane gives way. */
export const defaultSliceMs = 10;

export const modes: readonly ModeInfo[] = [
  {
    id: 'sequential',
    alias: 'sync',
    hasWorkers: false,
    what: 'one task after another on the main thread; every wait blocks it',
  },
  {
    id: 'concurrent',
    alias: 'async',
    hasWorkers: false,
    what: 'all tasks in flight on the one main thread, switching at each wait',
  },
  {
    id: 'parallel',
    alias: 'threads',
    hasWorkers: true,
    what: 'a pool of worker threads, one task at a time each',
  },
  { id: 'hybrid', alias: null, hasWorkers: true, what: 'the same pool, several tasks in flight per worker' },
  {
    id: 'processes',
    alias: null,
    hasWorkers: true,
    what: 'a pool of forked processes: nothing shared, a crash takes one only',
  },
  {
    id: 'spawn',
    alias: null,
    hasWorkers: true,
    what: 'a fresh worker thread for every task: the price of cloning yourself',
  },
];

/** Whether `--workers` means anything to it. */
export const hasWorkers = (mode: ModeId): boolean => modes.find(({ id }) => id === mode)?.hasWorkers === true;

/** `sequential`, `parallel ×2`, and with the tasks in flight in each worker `hybrid ×2·4`. */
export const modeWords = ({
  mode,
  workers,
  tasksPerWorker,
}: {
  readonly mode: ModeId;
  readonly workers: number;
  readonly tasksPerWorker: number;
}): string =>
  `${mode}${hasWorkers(mode) ? ` ×${workers}` : ''}${mode === 'hybrid' ? `·${tasksPerWorker}` : ''}`;

/** The mode with this id or alias, or undefined. */
export const modeNamed = (name: string): ModeInfo | undefined =>
  modes.find(mode => mode.id === name || mode.alias === name);
