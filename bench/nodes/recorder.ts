/** What else was going on while a stall was told of that nobody had made: where it comes from is seen by that. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { frameWords } from '../../src/analysis/stalls.ts';
import type { Inbox, Of } from '../../test/source/targets.ts';
import { thresholdMs } from './target.ts';
import type { Asked, Moment, ThreadTimes } from './recorder-thread.ts';

const figure = (ms: number): string => `${ms.toFixed(1)} ms`;

const spent = (what: string, first: ThreadTimes, last: ThreadTimes, states: readonly string[]): string => {
  const runQueueMs = last.runQueueMs - first.runQueueMs;
  return `${what} ${figure(last.cpuMs - first.cpuMs)} CPU, ${figure(runQueueMs)} in line, ${states.join('')}`;
};

const momentWords = (moments: readonly Moment[]): string => {
  const [first, last] = [moments[0], moments.at(-1)];
  if (!first || !last || first === last) return 'not recorded';
  const within = moments.slice(1);
  const mostMs = Math.max(...within.map(({ sinceLastMs }) => sinceLastMs));
  return [
    `in ${figure(last.atMs - first.atMs)} around it`,
    spent(
      'main',
      first.main,
      last.main,
      within.map(({ main }) => main.state),
    ),
    first.probe && last.probe
      ? spent(
          'probe',
          first.probe,
          last.probe,
          within.map(each => each.probe?.state ?? '-'),
        )
      : 'no probe thread',
    `recorder away for ${figure(mostMs)}`,
    `steal ${figure(last.stealMs - first.stealMs)}`,
    `clock ${figure(last.wallMs - first.wallMs)}`,
  ].join('; ');
};

const overlapMs = (stall: Of<'stall'>, { startMs, durationMs }: Of<'gc'>): number =>
  Math.min(stall.startMs + stall.durationMs, startMs + durationMs) - Math.max(stall.startMs, startMs);

/** The engine itself told of collections that make a stall of what would be none without them. */
export const isCollection = (stall: Of<'stall'>, inbox: Inbox): boolean => {
  const inGcMs = inbox.all('gc').reduce((sum, pause) => sum + Math.max(0, overlapMs(stall, pause)), 0);
  return stall.durationMs - inGcMs < thresholdMs;
};

const toldWords = (stall: Of<'stall'>, inbox: Inbox): string => {
  const pauses = inbox.all('gc').filter(pause => overlapMs(stall, pause) > 0);
  const collections = pauses.map(({ kind, durationMs }) => `${kind} ${figure(durationMs)}`);
  const frames = stall.frames.map(frame => frameWords(frame));
  return [
    `${figure(stall.durationMs)} at ${stall.startMs.toFixed(0)}`,
    `stack: ${frames.join(' < ') || 'none'}${stall.note ? `, ${stall.note}` : ''}`,
    `collections: ${collections.join(', ') || 'none'}`,
  ].join('; ');
};

export class Recorder {
  readonly #worker: Worker;

  constructor(pid: number) {
    this.#worker = new Worker(new URL('recorder-thread.ts', import.meta.url), { workerData: pid });
  }

  /** In words: what the probe told of each, and what was measured beside it. */
  async wordsOf(stalls: readonly Of<'stall'>[], inbox: Inbox): Promise<string[]> {
    const words: string[] = [];
    for (const stall of stalls) words.push(await this.#wordsOf(stall, inbox));
    return words;
  }

  async #wordsOf(stall: Of<'stall'>, inbox: Inbox): Promise<string> {
    const asked: Asked = [stall.startMs, stall.startMs + stall.durationMs];
    this.#worker.postMessage(asked);
    const [moments] = (await once(this.#worker, 'message')) as [Moment[]];
    return `${toldWords(stall, inbox)}; ${momentWords(moments)}`;
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
