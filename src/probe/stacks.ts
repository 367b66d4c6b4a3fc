/** Which of this process' threads are Node's workers: they are made with stacks of a size of their own. */
import { readFileSync } from 'node:fs';

/** What Node gives each worker (`resourceLimits.stackSizeMb`); threads of its pools have the system's, mostly 8 MB. */
const workerStackBytes = 4 * 1024 * 1024;

type Range = readonly [fromByte: number, toByte: number];

/** From `/proc/PID/maps`: all that may be a worker's stack, which begins at a page that nobody may touch. */
export const parseStacks = (maps: string): Range[] =>
  Array.from(
    maps.matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw-p \S+ 00:00 0 *$/gm),
    ([, from = '', to = '']): Range => [Number.parseInt(from, 16), Number.parseInt(to, 16)],
  ).filter(([from, to]) => to - from >= workerStackBytes);

/** From `/proc/PID/task/TID/syscall`, the last but one: null while the thread runs. */
export const parseStackPointer = (syscall: string): number | null => {
  const at = Number(syscall.trim().split(' ').at(-2));
  return at > 0 ? at : null;
};

/** From `/proc/PID/limits`: what threads get that ask for no size. */
const isUsualSize = (limits: string): boolean =>
  Number(/^Max stack size +(\d+)/m.exec(limits)?.[1]) === workerStackBytes;

export class Stacks {
  readonly #folder: string;
  readonly #canTell: boolean;
  #ranges: readonly Range[] = [];

  constructor(folder = '/proc/self') {
    this.#folder = folder;
    this.#canTell = !isUsualSize(this.#read('limits'));
  }

  /** By a thread's `syscall` file; null while it runs. */
  isWorkers(syscall: string): boolean | null {
    const pointer = parseStackPointer(syscall);
    if (pointer === null) return null;
    if (!this.#canTell) return false;
    const [from] = this.#rangeOf(pointer) ?? [];
    // What lies above a stack may be one mapping with it: only where it begins is certain.
    return from !== undefined && pointer - from <= workerStackBytes;
  }

  /** Maps are long: they are read again only for a stack that is new. */
  #rangeOf(pointer: number): Range | undefined {
    const find = (): Range | undefined => this.#ranges.find(([from, to]) => from <= pointer && pointer < to);
    const known = find();
    if (known) return known;
    this.#ranges = parseStacks(this.#read('maps'));
    return find();
  }

  #read(name: string): string {
    try {
      return readFileSync(`${this.#folder}/${name}`, 'latin1');
    } catch {
      return '';
    }
  }
}
