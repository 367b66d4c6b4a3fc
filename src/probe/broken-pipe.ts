/**
 * A started program writes into pipes of the dashboard. When that is killed, the next write would end the program with
 * an EPIPE that it would never have met by itself.
 */
import type { BeatMemory } from './beat-memory.ts';
import { word } from './beat-memory.ts';

/** The connection's end is noticed within milliseconds of the pipe's. */
const noticeMs = 200;

/** `streams`: comma-separated, those of `stdout` and `stderr` that the dashboard reads. Other errors stay as they are. */
export const outliveReader = (streams: string, { words }: BeatMemory): void => {
  const rethrow = (error: unknown): void => {
    if (Atomics.load(words, word.isOver) === 0) throw error;
  };
  for (const name of ['stdout', 'stderr'] as const) {
    if (!streams.split(',').includes(name)) continue;
    process[name].on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      setTimeout(rethrow, noticeMs, error).unref();
    });
  }
};
