/** Whether another thread has run since it was last looked at, and for how long: seen from outside. */
import { closeSync, openSync, readSync } from 'node:fs';
import { parseSchedstat } from './threads.ts';

export class RunWatch {
  #file: number | null;
  readonly #buffer = Buffer.alloc(128);
  /** As of the last look. It also counts how often the thread was given a core: who has slept on has not changed it. */
  #text = '';

  /** `path`: the thread's `schedstat`. */
  constructor(path: string) {
    this.#file = opened(path);
    this.look();
  }

  look(): void {
    this.#text = this.#read();
  }

  /** Whether looks tell anything. A kernel that does not count says zero all the time. */
  get isCounting(): boolean {
    return (parseSchedstat(this.#text)?.cpuMs ?? 0) > 0;
  }

  /** Whether the thread has run since the last look, be it for an instant. */
  get hasRun(): boolean {
    return this.#read() !== this.#text;
  }

  /** A look: how long the thread has been on a core, or in line for one, since the last. */
  ranMs(): number {
    const before = parseSchedstat(this.#text);
    this.look();
    const after = parseSchedstat(this.#text);
    if (!before || !after) return 0;
    return after.cpuMs - before.cpuMs + after.runQueueMs - before.runQueueMs;
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  #read(): string {
    if (this.#file === null) return '';
    try {
      return this.#buffer.toString(
        'latin1',
        0,
        readSync(this.#file, this.#buffer, 0, this.#buffer.length, 0),
      );
    } catch {
      return '';
    }
  }
}

const opened = (path: string): number | null => {
  try {
    return openSync(path, 'r');
  } catch {
    // No Linux, or no /proc.
    return null;
  }
};
