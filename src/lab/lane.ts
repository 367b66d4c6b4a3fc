/**
 * Which task is on the thread's hands. One at most, by construction: whoever takes the thread while another had not
 * said that it waits turns that other one into a waiting task (it awaited something of its own).
 */
import { laneHeader, markValue } from '../lane-memory.ts';
import { waitReasons } from '../protocol.ts';
import type { WorkMark } from '../lane-memory.ts';
import type { WaitReason } from '../protocol.ts';
import type { LaneTrace } from './trace.ts';

export type EndPhase = 'done' | 'failed' | 'cancelled';

const none = -1;
const reasonCodes = new Map<WaitReason, number>(waitReasons.map((reason, code) => [reason, code]));

/** CPU milliseconds of this thread so far; NaN on Nodes that do not tell it. */
function threadCpuMs(): number {
  const usage = process.threadCpuUsage?.();
  return usage === undefined ? Number.NaN : (usage.user + usage.system) / 1_000;
}

/** The tasks of one lane, as they change hands. Stamps are monotonic milliseconds. */
export class LaneTasks {
  readonly #trace: LaneTrace;
  readonly #cpuMs = new Map<number, number>();
  #current = none;
  #markMs = 0;

  constructor(trace: LaneTrace) {
    this.#trace = trace;
  }

  /** The task starts or goes on now; answers the stamp. Nothing happens if it has the thread already. */
  take(task: number): number {
    if (this.#current === task) return Number.NaN;
    if (this.#current !== none) this.wait(this.#current, 'other');
    this.#hand(task);
    return this.#trace.record('running', task);
  }

  /** Tells what the task on the thread is at from now on. */
  mark(task: number, mark: WorkMark, lock = 0): void {
    this.take(task);
    this.#trace.record('running', task, markValue(mark, lock));
  }

  /** The task leaves the thread until something answers; answers the stamp. */
  wait(task: number, reason: WaitReason): number {
    this.take(task);
    this.#hand(none);
    return this.#trace.record('waiting', task, reasonCodes.get(reason));
  }

  /** The task could go on since `atMs` (now, if not given). */
  ready(task: number, atMs?: number): void {
    if (this.#current === task) this.#hand(none);
    this.#trace.record('ready', task, 0, atMs);
  }

  /** The task is over; answers the stamp. */
  end(task: number, phase: EndPhase): number {
    this.take(task);
    this.#hand(none);
    const cpuMs = this.#cpuMs.get(task) ?? Number.NaN;
    this.#cpuMs.delete(task);
    return this.#trace.record(phase, task, Number.isNaN(cpuMs) ? -1 : cpuMs);
  }

  /** Whether the task has begun and not ended. */
  isOpen(task: number): boolean {
    return this.#cpuMs.has(task);
  }

  /** Charges the one that had the thread for what it used. */
  #hand(task: number): void {
    const cpuMs = threadCpuMs();
    if (this.#current !== none) {
      const before = this.#cpuMs.get(this.#current) ?? 0;
      this.#cpuMs.set(this.#current, before + cpuMs - this.#markMs);
    }
    this.#markMs = cpuMs;
    this.#current = task;
    Atomics.store(this.#trace.header, laneHeader.running, task + 1);
    if (task !== none && !this.#cpuMs.has(task)) this.#cpuMs.set(task, 0);
  }
}
