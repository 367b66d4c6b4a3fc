/** What else is told of the process: collections, threads, memory, handles. */
import type { ProbeMessage } from '../protocol.ts';
import { nowMs } from '../clock.ts';
import { type BeatMemory, gcFloats, gcGapKind, readRecords, stamp, word } from './beat-memory.ts';
import { GcGaps } from './gc-gaps.ts';
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
  readonly #gcGaps = new GcGaps(nowMs());
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
    for (const [startMs = 0, durationMs = 0, kind = 0] of records) this.#tellOfGc(startMs, durationMs, kind);
  }

  /** The main thread's collections are observed anew. */
  restartGc(atMs: number): void {
    this.tellGc();
    this.#gcGaps.begin(atMs);
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

  #tellOfGc(startMs: number, durationMs: number, kind: number): void {
    const lasting = { pid: this.#pid, startMs, durationMs };
    if (kind === gcGapKind) {
      this.#send({ type: 'gc-gap', ...lasting, ...this.#gcGaps.estimate(lasting) });
      return;
    }
    this.#gcGaps.collection(lasting);
    this.#send({ type: 'gc', ...lasting, kind: gcKinds[kind] ?? 'other' });
  }
}
