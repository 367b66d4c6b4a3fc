/** What else is told of the process: collections, threads, memory, handles. */
import type { ProbeMessage } from '../protocol.ts';
import { type BeatMemory, gcFloats, readRecords, stamp, word } from './beat-memory.ts';
import { type NamedThread, Threads } from './threads.ts';

/** V8's GCType bits, as perf_hooks hands them on. */
const gcKinds: Readonly<Record<number, string>> = {
  1: 'minor',
  2: 'minor',
  4: 'major',
  8: 'incremental',
  16: 'weak callbacks',
};

export class Readings {
  readonly #pid: number;
  readonly #memory: BeatMemory;
  readonly #send: (message: ProbeMessage) => void;
  readonly #threads = new Threads();
  #gcRead = 0;

  constructor(pid: number, memory: BeatMemory, send: (message: ProbeMessage) => void) {
    this.#pid = pid;
    this.#memory = memory;
    this.#send = send;
  }

  nameThread(tid: number | null, name: string, loop?: SharedArrayBuffer): void {
    if (tid !== null) this.#threads.name({ tid, name, loop });
  }

  /** Those that are still there. */
  namedThreads(): readonly NamedThread[] {
    this.#threads.read();
    return this.#threads.named();
  }

  tellGc(): void {
    const { words, gc } = this.#memory;
    const written = Atomics.load(words, word.gcWritten);
    const { records } = readRecords(gc, gcFloats, written, this.#gcRead);
    this.#gcRead = written;
    for (const [startMs = 0, durationMs = 0, kind = 0] of records) {
      this.#send({ type: 'gc', pid: this.#pid, startMs, durationMs, kind: gcKinds[kind] ?? 'other' });
    }
  }

  tellThreads(atMs: number): void {
    const threads = this.#threads.read();
    if (threads) this.#send({ type: 'threads', pid: this.#pid, atMs, threads });
  }

  tellMemory(atMs: number): void {
    const rssBytes = process.memoryUsage.rss();
    const heapUsedBytes = this.#memory.stamps[stamp.heapUsedBytes] as number;
    const heap = heapUsedBytes > 0 ? { heapUsedBytes } : {};
    this.#send({ type: 'memory', pid: this.#pid, atMs, rssBytes, ...heap });
  }

  tellResources(atMs: number, counts: Readonly<Record<string, number>>): void {
    this.#send({ type: 'resources', pid: this.#pid, atMs, counts });
  }
}
