/** A process that was attached to: its one probe, and how the watch ends. */
import { delay } from './delay.ts';
import type { Listener } from './listener.ts';
import { isThere } from './proc.ts';
import type { WatchedProcesses } from './watched-processes.ts';
import type { AttachedSource, AttachOptions } from './watched.ts';

const detachBoundMs = 2000;
/** A socket closes some milliseconds before its process is gone. */
const goneBoundMs = 500;
const lookAgainMs = 20;

export class Attached implements AttachedSource {
  readonly pid: number;
  readonly isInspectorClosed: boolean;
  readonly #options: AttachOptions;
  readonly #watched: WatchedProcesses;
  readonly #listener: Listener;
  #stopped: Promise<void> | null = null;

  constructor(
    pid: number,
    isInspectorClosed: boolean,
    options: AttachOptions,
    watched: WatchedProcesses,
    listener: Listener,
  ) {
    this.pid = pid;
    this.isInspectorClosed = isInspectorClosed;
    this.#options = options;
    this.#watched = watched;
    this.#listener = listener;
    options.onMessage({ type: 'subject-started', pid, atMs: options.clock.nowMs() });
    void this.#followEnd();
  }

  setBeating(isOn: boolean): void {
    this.#watched.setBeating(isOn);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  /** The probe falls silent when it finds the connection closed, and takes itself out if no other one comes. */
  killNow(): void {
    this.#listener.closeNow();
  }

  async #stop(): Promise<void> {
    this.#watched.sendAll({ type: 'detach' });
    await Promise.race([this.#untilProbeIsGone(), delay(detachBoundMs)]);
    await this.#listener.close();
  }

  async #untilProbeIsGone(): Promise<void> {
    while (this.#watched.pids.includes(this.pid)) await this.#watched.changed();
  }

  async #followEnd(): Promise<void> {
    await this.#untilProbeIsGone();
    const { clock, onMessage } = this.#options;
    const untilMs = clock.nowMs() + goneBoundMs;
    if (this.#stopped) {
      onMessage({ type: 'subject-lost', atMs: clock.nowMs(), expected: true, reason: 'detached' });
      return;
    }
    while (isThere(this.pid) && clock.nowMs() < untilMs) await delay(lookAgainMs);
    const reason = isThere(this.pid) ? 'its probe stopped; the process goes on' : 'the process ended';
    onMessage({ type: 'subject-lost', atMs: clock.nowMs(), expected: false, reason });
  }
}
