/** Whether another thread has run since it was last looked at, and for how long: seen from outside. */
import { closeSync, readSync } from 'node:fs';
import { openedProcFile, procText } from './proc-file.ts';
import { parseSchedstat, parseStat } from './threads.ts';

export class RunWatch {
  readonly #folder: string;
  #file: number | null;
  readonly #buffer = Buffer.alloc(128);
  /** As of the last look. It also counts how often the thread was given a core: who has slept on has not changed it. */
  #text = '';

  /** The thread's own in /proc. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#file = openedProcFile(`${folder}/schedstat`);
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

  /** Whether it could run, but has had a core for less than `cpuMs` since the last look: it stands in line for one. */
  isInLine(cpuMs: number): boolean {
    const before = parseSchedstat(this.#text);
    const now = parseSchedstat(this.#read());
    return before !== null && now !== null && now.cpuMs - before.cpuMs < cpuMs && this.#state() === 'R';
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

  #state(): string | undefined {
    return parseStat(procText(`${this.#folder}/stat`))?.state;
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
