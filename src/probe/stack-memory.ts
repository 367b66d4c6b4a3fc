/**
 * Where the main thread leaves its stack for the probe thread. An answer through the inspector's session would need
 * that session to be open until it has come: a process that ends meanwhile waits for it, and says so on its stderr.
 */
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';

/** Int32 words: the number of the newest question that has been asked, and of the newest that has been answered. */
export const stackWord = { asked: 0, answered: 1, lengthBytes: 2 } as const;
export const stackTextAt = 16;
const stackBytes = 64 * 1024;

export interface StackMemory {
  /** Under this the main thread finds the buffer: no global shows it. */
  readonly key: string;
  readonly buffer: SharedArrayBuffer;
}

/** Main thread only. */
export const makeStackMemory = (): StackMemory => {
  const key = `jugglers-${process.hrtime.bigint()}`;
  const buffer = new SharedArrayBuffer(stackBytes);
  setEnvironmentData(key, buffer);
  return { key, buffer };
};

export const forgetStackMemory = ({ key }: StackMemory): void => {
  // Undefined deletes it.
  if (getEnvironmentData(key) !== undefined) setEnvironmentData(key, undefined as never);
};

/**
 * A question is on its way. The engine aborts the process if the main thread ends a session of a thread that is being
 * taken down at that moment: the probe thread stays until there is none.
 */
export const isAsked = ({ buffer }: StackMemory): boolean => {
  const words = new Int32Array(buffer, 0, stackTextAt / 4);
  return Atomics.load(words, stackWord.asked) !== Atomics.load(words, stackWord.answered);
};
