/** The probe thread's life: connect, look every 50 ms, relay commands, end with the connection. */
import type { MessagePort } from 'node:worker_threads';
import { BroadcastChannel, receiveMessageOnPort } from 'node:worker_threads';
import { nowMs } from '../clock.ts';
import {
  channelName,
  type Command,
  type FromProbe,
  type LabMessage,
  protocolVersion,
  type ToProbe,
} from '../protocol.ts';
import { type BeatMemory, beatMs, gcFloats, openBeatMemory, readRecords, word } from './beat-memory.ts';
import { isPrimed, Judge } from './judge.ts';
import { Lanes } from './lanes.ts';
import { Link } from './link.ts';
import type { ProbeSettings } from './settings.ts';
import { captureMainStack } from './stack.ts';
import { Stalls } from './stalls.ts';
import { readThreads } from './threads.ts';

const lookMs = 50;
const connectBoundMs = 5000;
/** A lab that never says that it listens still gets its run after this. */
const listenBoundMs = 2000;
/** Five beats: a loop that still does not turn is busy with something else. */
const settleBoundMs = 100;
/** In looks: the loop 10 times a second, threads 4 times while work is going on, else once; memory once. */
const every = { loop: 2, busyThreads: 5, threads: 20, memory: 20 };

/** V8's GCType bits, as perf_hooks hands them on. */
const gcKinds: Readonly<Record<number, string>> = {
  1: 'minor',
  2: 'minor',
  4: 'major',
  8: 'incremental',
  16: 'weak callbacks',
};

export class ProbeThread {
  readonly #settings: ProbeSettings;
  readonly #memory: BeatMemory;
  readonly #channel = new BroadcastChannel(channelName);
  #judge: Judge | null = null;
  readonly #stalls: Stalls;
  readonly #lanes = new Lanes();
  readonly #link: Link;
  readonly #names = new Map<number, string>();
  #looks = 0;
  #gcRead = 0;
  #traceLost = 0;
  #isListening = false;
  #heldRun: Command | null = null;
  #isRunning = false;
  #isExitOnClose: boolean;
  #timer: NodeJS.Timeout | null = null;

  constructor(settings: ProbeSettings, ownTid: number | null) {
    this.#settings = settings;
    this.#memory = openBeatMemory(settings.buffer);
    // Nothing of ours may stay behind, so until a welcome says otherwise our own processes end with the connection.
    this.#isExitOnClose = settings.role === 'lab' || settings.role === 'lane';
    this.#stalls = new Stalls(settings.pid, settings.thresholdMs, captureMainStack, message =>
      this.#link.send(message),
    );
    this.#names.set(settings.pid, 'main');
    if (ownTid !== null) this.#names.set(ownTid, 'jugglers-probe');
    this.#link = new Link(settings.socketPath, settings.pid, {
      onConnect: () => this.#onConnect(),
      onCommand: command => this.#onCommand(command),
      onClose: () => this.#end(),
    });
  }

  start(): void {
    this.#channel.addEventListener('message', event =>
      this.#onPosted((event as MessageEvent).data as ToProbe),
    );
    Atomics.store(this.#memory.words, word.isThreadReady, 1);
    Atomics.notify(this.#memory.words, word.isThreadReady);
    setTimeout(() => this.#link.isOpen || this.#end(), connectBoundMs).unref();
    this.#timer = setInterval(() => this.#look(), lookMs);
  }

  #onConnect(): void {
    const { pid, ppid, role, title } = this.#settings;
    this.#link.send({
      type: 'hello',
      v: protocolVersion,
      pid,
      ppid,
      role,
      title,
      node: process.version,
      atMs: nowMs(),
      beatMs,
    });
  }

  // ---------------------------------------------------------------- looking

  #look(): void {
    if (!this.#link.isOpen) return;
    const now = nowMs();
    this.#takePosted();
    this.#looks += 1;
    if (isPrimed(this.#memory)) this.#lookAtLoop(now);
    this.#drain(now);
    this.#tellGc();
    const isBusy = this.#isRunning || this.#lanes.size > 0;
    if (this.#isTurn(isBusy ? every.busyThreads : every.threads)) this.#tellThreads(now);
    if (this.#isTurn(every.memory)) this.#tellMemory(now);
  }

  #isTurn(looks: number): boolean {
    return this.#looks % looks === 0;
  }

  #lookAtLoop(now: number): void {
    this.#judge ??= new Judge(this.#memory);
    this.#stalls.look(now, this.#judge.blockedSinceMs(now), this.#judge.endedBlocks());
    if (this.#isTurn(every.loop)) this.#link.sendReading(this.#judge.message(this.#settings.pid, now));
  }

  /**
   * A run that blocked its loop to the end says so before the loop turns. Waits for the beat that ends the block, so
   * that the run's last stall and its final figures come before its end. Our thread may sleep: nothing waits for it.
   */
  #settleLoop(): void {
    const { words } = this.#memory;
    const beats = Atomics.load(words, word.beats);
    if (this.#judge && this.#judge.liveLagMs(nowMs()) > 0)
      Atomics.wait(words, word.beats, beats, settleBoundMs);
    const now = nowMs();
    this.#stalls.look(now, this.#judge?.blockedSinceMs(now) ?? null, this.#judge?.endedBlocks() ?? []);
    this.#stalls.settle();
    if (this.#judge) this.#link.sendReading(this.#judge.message(this.#settings.pid, now));
  }

  #drain(now: number): void {
    for (const message of this.#lanes.drain(now)) {
      const dropped = message.dropped + this.#traceLost;
      const isSent = this.#link.send({ ...message, dropped });
      this.#traceLost = isSent ? 0 : dropped + message.records.length / 5;
    }
  }

  #tellGc(): void {
    const { words, gc } = this.#memory;
    const written = Atomics.load(words, word.gcWritten);
    const { records } = readRecords(gc, gcFloats, written, this.#gcRead);
    this.#gcRead = written;
    for (const [startMs = 0, durationMs = 0, kind = 0] of records) {
      const name = gcKinds[kind] ?? 'other';
      this.#link.sendReading({ type: 'gc', pid: this.#settings.pid, startMs, durationMs, kind: name });
    }
  }

  #tellThreads(now: number): void {
    const threads = readThreads(this.#names);
    if (threads) this.#link.sendReading({ type: 'threads', pid: this.#settings.pid, atMs: now, threads });
  }

  #tellMemory(now: number): void {
    const rssBytes = process.memoryUsage.rss();
    this.#link.sendReading({ type: 'memory', pid: this.#settings.pid, atMs: now, rssBytes });
  }

  // ---------------------------------------------------------------- from the threads of this process

  #onPosted(message: ToProbe): void {
    if (message.type === 'thread-started') {
      if (message.tid !== null) this.#names.set(message.tid, message.name);
      return;
    }
    this.#onListening();
    if (message.type === 'forward') this.#forward(message.message);
    else if (message.type === 'lane-opened') {
      this.#lanes.open(message.lane, message.buffer, message.capacity);
      this.#link.send({ type: 'lane-opened', lane: message.lane });
    } else if (message.type === 'lane-closed') this.#closeLane(message.lane);
  }

  #closeLane(lane: string): void {
    const now = nowMs();
    this.#drain(now);
    this.#lanes.close(lane);
    this.#link.send({ type: 'lane-closed', lane, atMs: now });
  }

  /**
   * What was posted before now, also where its event is still to come: records drained first would overtake the
   * message that they follow (a task's first step the start of its run).
   */
  #takePosted(): void {
    for (;;) {
      const posted = receiveMessageOnPort(this.#channel as unknown as MessagePort);
      if (!posted) return;
      this.#onPosted(posted.message as ToProbe);
    }
  }

  /** Only what was written before the message: this thread may have been late to take it. */
  #forward(message: LabMessage): void {
    this.#drain('atMs' in message ? message.atMs : nowMs());
    if (message.type === 'run-started') this.#judge?.beginRun(message.atMs);
    if (message.type === 'run-finished') this.#settleLoop();
    if (message.type === 'run-finished' || message.type === 'run-refused') this.#isRunning = false;
    this.#link.send(message, () => this.#post({ type: 'flushed' }));
  }

  #post(message: FromProbe): void {
    this.#channel.postMessage(message);
  }

  // ---------------------------------------------------------------- from the dashboard

  #onCommand(command: Command): void {
    if (command.type === 'welcome') this.#isExitOnClose = command.exitOnClose;
    else if (command.type === 'run') this.#beginRun(command);
    else {
      if (command.type === 'cancel') this.#lanes.cancel();
      this.#post({ type: 'command', command });
    }
  }

  #beginRun(command: Command): void {
    this.#lanes.uncancel();
    this.#isRunning = true;
    this.#heldRun = command;
    if (this.#isListening) this.#relayRun();
    else setTimeout(() => this.#relayRun(), listenBoundMs);
  }

  /** Anything that the lab posts shows that it is up. */
  #onListening(): void {
    this.#isListening = true;
    this.#relayRun();
  }

  #relayRun(): void {
    if (!this.#heldRun) return;
    this.#post({ type: 'command', command: this.#heldRun });
    this.#heldRun = null;
  }

  /** The dashboard is gone, or was never there. */
  #end(): void {
    if (this.#isExitOnClose) process.kill(this.#settings.pid, 'SIGKILL');
    Atomics.store(this.#memory.words, word.isStopped, 1);
    if (this.#timer) clearInterval(this.#timer);
    this.#channel.close();
    this.#link.destroy();
  }
}
