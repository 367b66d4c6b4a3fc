/** What dashboards know of the loops that they watch, told to others of this user: the watched process has no part in it. */
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { whenPatienceEnds } from '../patience.ts';
import type { SubjectMessage } from '../protocol.ts';
import { livingFolders } from './folder.ts';
import { lineSplitter } from './lines.ts';

/** In place of a hello, on a dashboard's socket: one answer, and the connection is over. */
interface LagQuestion {
  readonly type: 'lags?';
}

/** The loop of a process that the asked dashboard watches, as its probe told of it last. */
export interface LoopLag {
  readonly pid: number;
  readonly atMs: number;
  /** Worst of the last second. */
  readonly lagMs: number;
  /** Since the probe began. */
  readonly p99Ms: number;
  readonly blockedSinceMs: number | null;
}

export interface LagAnswer {
  readonly type: 'lags';
  readonly lags: readonly LoopLag[];
}

type LoopMessage = Extract<SubjectMessage, { type: 'loop' }>;

/** A lag of the last second: a single reading is mostly of a moment at which nothing happened. */
const recentMs = 1000;

/** The newest of one process, with the worst lag of the last second. */
export class RecentLag {
  #readings: readonly LoopMessage[] = [];

  take(message: LoopMessage): void {
    this.#readings = [...this.#readings, message].filter(({ atMs }) => atMs > message.atMs - recentMs);
  }

  /** Null before the first beat. */
  now(): LoopLag | null {
    const newest = this.#readings.at(-1);
    if (!newest || newest.p99Ms === null) return null;
    const { pid, atMs, p99Ms, blockedSinceMs } = newest;
    return { pid, atMs, lagMs: Math.max(...this.#readings.map(({ lagMs }) => lagMs)), p99Ms, blockedSinceMs };
  }
}

const question: LagQuestion = { type: 'lags?' };

export const isLagQuestion = (line: string): boolean => line === JSON.stringify(question);

/** One line of answer is a few hundred bytes a process. */
const maxAnswerLength = 1024 * 1024;
/** A dashboard that is slower than this is busy with something else; the list does not wait for it. */
const answerBoundMs = 300;

const isLoopLag = (value: unknown): value is LoopLag => {
  const { pid, atMs, lagMs, p99Ms, blockedSinceMs } = (value ?? {}) as Record<string, unknown>;
  const isSince = blockedSinceMs === null || typeof blockedSinceMs === 'number';
  return isSince && [pid, atMs, lagMs, p99Ms].every(figure => typeof figure === 'number');
};

const parseAnswer = (line: string): readonly LoopLag[] => {
  try {
    const { type, lags } = JSON.parse(line) as Partial<LagAnswer>;
    return type === 'lags' && Array.isArray(lags) ? lags.filter(isLoopLag) : [];
  } catch {
    return [];
  }
};

/** Empty if nobody answers in time. */
const askDashboard = (socketPath: string): Promise<readonly LoopLag[]> =>
  new Promise(resolve => {
    const socket = createConnection(socketPath);
    const finish = (lags: readonly LoopLag[]): void => {
      clearInterval(deadline);
      socket.destroy();
      resolve(lags);
    };
    const deadline = whenPatienceEnds(answerBoundMs, () => finish([]));
    socket.on('error', () => finish([]));
    socket.on('close', () => finish([]));
    const onTooLong = (): void => finish([]);
    const onLine = (line: string): void => finish(parseAnswer(line));
    socket.on('data', lineSplitter(maxAnswerLength, { onLine, onTooLong }).write);
    socket.write(`${JSON.stringify(question)}\n`);
  });

/** By pid, from all dashboards of this user that run now. */
export const askLags = async (): Promise<ReadonlyMap<number, LoopLag>> => {
  const answers = await Promise.all(livingFolders().map(folder => askDashboard(join(folder, 'socket'))));
  return new Map(answers.flat().map(lag => [lag.pid, lag]));
};
