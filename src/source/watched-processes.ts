/** The probes of watched processes: what they say is handed on, frames mapped to the source that was written. */
import type { Command, SubjectMessage } from '../protocol.ts';
import type { Connection, Listener, ListenerHandlers } from './listener.ts';
import { mapFrames } from './source-maps.ts';
import type { WatchOptions } from './watched.ts';

const withMappedFrames = (message: SubjectMessage): SubjectMessage =>
  message.type === 'stall' || message.type === 'blocked-at'
    ? { ...message, frames: mapFrames(message.frames) }
    : message;

export class WatchedProcesses {
  readonly handlers: ListenerHandlers = {
    onHello: connection => this.#onHello(connection),
    onMessage: message => this.#options.onMessage(withMappedFrames(message)),
    onClose: ({ hello: { pid } }) => this.#onClose(pid),
    onRefused: reason => this.#onRefused(reason),
  };
  readonly #options: WatchOptions;
  #listener: Listener | null = null;
  #isBeating = true;
  #whenChanged: (() => void)[] = [];

  constructor(options: WatchOptions) {
    this.#options = options;
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

  #onClose(pid: number): void {
    this.#options.onMessage({ type: 'process-gone', pid, atMs: this.#options.clock.nowMs() });
    this.#tellChanged();
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
