/** Between the threads of our own processes and the dashboard: lanes, commands, and the lab's messages, in their order. */
import type { MessagePort } from 'node:worker_threads';
import { BroadcastChannel, receiveMessageOnPort } from 'node:worker_threads';
import { nowMs } from '../clock.ts';
import { channelName, traceStride } from '../protocol.ts';
import type { Command, FromProbe, LabMessage, ToProbe } from '../protocol.ts';
import { Lanes } from './lanes.ts';
import type { Link } from './link.ts';
import type { NamedThread } from './threads.ts';

/** A lab that was up before it could be heard, so that it does not say so again, gets its run after this. */
const listenBoundMs = 2000;

export interface RelayHandlers {
  onThread(message: Extract<ToProbe, { type: 'thread-started' }>): void;
  /** A further probe has come up in this process. */
  onProbe(): void;
  /** Before the message goes out. */
  onForward(message: LabMessage): void;
}

export class Relay {
  readonly #channel = new BroadcastChannel(channelName);
  readonly #link: Link;
  readonly #handlers: RelayHandlers;
  readonly #lanes = new Lanes();
  #traceLost = 0;
  #isListening = false;
  #heldRun: Command | null = null;
  #listenTimer: NodeJS.Timeout | undefined;
  #isRunning = false;

  constructor(link: Link, handlers: RelayHandlers) {
    this.#link = link;
    this.#handlers = handlers;
  }

  start(): void {
    this.#channel.addEventListener('message', event => this.take((event as MessageEvent).data as ToProbe));
  }

  /** To the probes that were there before. */
  announceProbe(): void {
    this.#post({ type: 'probe-started' });
  }

  /** To the others: what a thread has told of itself is told once. */
  announce({ tid, name, loop }: NamedThread): void {
    this.#post({ type: 'thread-started', tid, name, ...(loop && { loop }) });
  }

  close(): void {
    clearTimeout(this.#listenTimer);
    this.#channel.close();
  }

  get isBusy(): boolean {
    return this.#isRunning || this.#lanes.size > 0;
  }

  /** Of the lanes' steps: true if they must be drained before the next look, for lack of room. */
  get isFilling(): boolean {
    return this.#lanes.isFilling;
  }

  drain(atMs: number): void {
    for (const message of this.#lanes.drain(atMs)) {
      const dropped = message.dropped + this.#traceLost;
      const isSent = this.#link.send({ ...message, dropped });
      this.#traceLost = isSent ? 0 : dropped + message.records.length / traceStride;
    }
  }

  /**
   * What was posted before now, also where its event is still to come: records drained first would overtake the
   * message that they follow (a task's first step the start of its run).
   */
  takePosted(): void {
    for (;;) {
      const posted = receiveMessageOnPort(this.#channel as unknown as MessagePort);
      if (!posted) return;
      this.take(posted.message as ToProbe);
    }
  }

  onCommand(command: Command): void {
    if (command.type === 'run') return this.#beginRun(command);
    if (command.type === 'cancel') this.#lanes.cancel();
    this.#post({ type: 'command', command });
  }

  // ---------------------------------------------------------------- from the threads of this process

  take(message: ToProbe): void {
    if (message.type === 'probe-started') return this.#handlers.onProbe();
    if (message.type === 'thread-started') return this.#handlers.onThread(message);
    this.#onListening();
    if (message.type === 'forward') this.#forward(message.message);
    else if (message.type === 'lane-opened') {
      this.#lanes.open(message.lane, message.buffer, message.capacity);
      this.#link.send({ type: 'lane-opened', lane: message.lane });
    } else if (message.type === 'lane-closed') this.#closeLane(message.lane);
  }

  #closeLane(lane: string): void {
    const now = nowMs();
    this.drain(now);
    this.#lanes.close(lane);
    this.#link.send({ type: 'lane-closed', lane, atMs: now });
  }

  /** Only what was written before the message: this thread may have been late to take it. */
  #forward(message: LabMessage): void {
    this.drain('atMs' in message ? message.atMs : nowMs());
    this.#handlers.onForward(message);
    if (message.type === 'run-finished' || message.type === 'run-refused') this.#isRunning = false;
    this.#link.send(message, () => this.#post({ type: 'flushed' }));
  }

  #post(message: FromProbe | ToProbe): void {
    this.#channel.postMessage(message);
  }

  // ---------------------------------------------------------------- from the dashboard

  #beginRun(command: Command): void {
    this.#lanes.uncancel();
    this.#isRunning = true;
    this.#heldRun = command;
    if (this.#isListening) this.#relayRun();
    else this.#listenTimer = setTimeout(() => this.#postRun(), listenBoundMs);
  }

  /** Anything that the lab posts shows that it is up. One that gets its run twice takes the first. */
  #onListening(): void {
    this.#isListening = true;
    this.#relayRun();
  }

  #relayRun(): void {
    clearTimeout(this.#listenTimer);
    this.#postRun();
    this.#heldRun = null;
  }

  /** Lost, if the lab takes still longer to come up: the run is held until that is known. */
  #postRun(): void {
    if (this.#heldRun) this.#post({ type: 'command', command: this.#heldRun });
  }
}
