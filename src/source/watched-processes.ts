/** The probes of watched processes: what they say is handed on, frames mapped to the source that was written. */
import type { Command, SubjectMessage } from '../protocol.ts';
import { delay } from './delay.ts';
import type { Connection, Listener, ListenerHandlers } from './listener.ts';
import { OpenBlocks } from './open-blocks.ts';
import { isThere } from './proc.ts';
import { mapFrames } from './source-maps.ts';
import type { WatchOptions } from './watched.ts';

/** A socket closes some milliseconds before its process is gone. */
const goneBoundMs = 500;
const lookAgainMs = 20;

const withMappedFrames = (message: SubjectMessage): SubjectMessage =>
  message.type === 'stall' || message.type === 'blocked-at'
    ? { ...message, frames: mapFrames(message.frames) }
    : message;

export class WatchedProcesses {
  readonly handlers: ListenerHandlers = {
    onHello: connection => this.#onHello(connection),
    onMessage: message => this.#onMessage(withMappedFrames(message)),
    onClose: ({ hello }) => void this.#onClose(hello),
    onRefused: reason => this.#onRefused(reason),
  };
  readonly #options: WatchOptions;
  readonly #openBlocks: OpenBlocks;
  #listener: Listener | null = null;
  #isBeating = true;
  #isLettingGo = false;
  #whenChanged: (() => void)[] = [];

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#openBlocks = new OpenBlocks(options.thresholdMs);
  }

  attach(listener: Listener): void {
    this.#listener = listener;
  }

  get pids(): readonly number[] {
    return this.#connections().map(({ hello }) => hello.pid);
  }

  /** Resolves at the next hello or close. */
  changed(): Promise<void> {
    return new Promise(resolve => this.#whenChanged.push(resolve));
  }

  sendAll(command: Command): void {
    if (command.type === 'detach') this.#isLettingGo = true;
    for (const connection of this.#connections()) connection.send(command);
  }

  setBeating(isOn: boolean): void {
    this.#isBeating = isOn;
    this.sendAll({ type: 'beat', isOn });
  }

  #connections(): readonly Connection[] {
    return this.#listener?.connections() ?? [];
  }

  #onHello(connection: Connection): void {
    const { newsMs } = this.#options;
    connection.send({ type: 'welcome', exitOnClose: false, ...(newsMs !== undefined && { newsMs }) });
    if (!this.#isBeating) connection.send({ type: 'beat', isOn: false });
    this.#options.onMessage(connection.hello);
    this.#tellChanged();
  }

  #onMessage(message: SubjectMessage): void {
    this.#openBlocks.take(message);
    this.#options.onMessage(message);
  }

  async #onClose({ pid, role }: Connection['hello']): Promise<void> {
    const { clock, onMessage } = this.#options;
    const atMs = clock.nowMs();
    const stall = this.#openBlocks.end(pid, atMs);
    // The probe of a started program hands over what it knows when that ends.
    const isLeft = role === 'attached' && !this.#isLettingGo;
    if (stall && isLeft && (await this.#isGoneSoon(pid))) onMessage(stall);
    onMessage({ type: 'process-gone', pid, atMs });
    this.#tellChanged();
  }

  /** A probe may end before its process does. */
  async #isGoneSoon(pid: number): Promise<boolean> {
    const untilMs = this.#options.clock.nowMs() + goneBoundMs;
    while (isThere(pid) && this.#options.clock.nowMs() < untilMs) await delay(lookAgainMs);
    return !isThere(pid);
  }

  #onRefused(reason: string): void {
    const text = `a connection was refused: ${reason}`;
    this.#options.onMessage({ type: 'output', atMs: this.#options.clock.nowMs(), stream: 'stderr', text });
  }

  #tellChanged(): void {
    const waiting = this.#whenChanged;
    this.#whenChanged = [];
    for (const resolve of waiting) resolve();
  }
}
