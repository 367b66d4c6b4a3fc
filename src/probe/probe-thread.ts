/** The probe thread's life: connect, look every 50 ms, relay commands, end with the connection. */
import type { MessagePort } from 'node:worker_threads';
import { BroadcastChannel, parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { nowMs } from '../clock.ts';
import {
  channelName,
  type Command,
  type FromProbe,
  type LabMessage,
  protocolVersion,
  type ToProbe,
} from '../protocol.ts';
import { type BeatMemory, beatMs, openBeatMemory, word } from './beat-memory.ts';
import { Lanes } from './lanes.ts';
import { Link } from './link.ts';
import { LoopWatch } from './loop-watch.ts';
import { Readings } from './readings.ts';
import { type FromMain, isOurs, type ProbeSettings, type ToMain } from './settings.ts';

const lookMs = 50;
const connectBoundMs = 5000;
/** A lab that never says that it listens still gets its run after this. */
const listenBoundMs = 2000;
/** A blocked main thread cannot put anything away: it does so by itself when its thread has ended. */
const detachBoundMs = 1000;
/** In looks: the loop 10 times a second, threads 4 times while work is going on, else once; memory once. */
const every = { loop: 2, busyThreads: 5, threads: 20, memory: 20 };

export class ProbeThread {
  readonly #settings: ProbeSettings;
  readonly #memory: BeatMemory;
  readonly #channel = new BroadcastChannel(channelName);
  readonly #loop: LoopWatch;
  readonly #readings: Readings;
  readonly #lanes = new Lanes();
  readonly #link: Link;
  #looks = 0;
  #traceLost = 0;
  #isListening = false;
  #heldRun: Command | null = null;
  #isRunning = false;
  #isExitOnClose: boolean;
  #timer: NodeJS.Timeout | null = null;
  /** False between `beat` off and on. */
  #isBeatWanted = true;

  constructor(settings: ProbeSettings, ownTid: number | null) {
    this.#settings = settings;
    this.#memory = openBeatMemory(settings.buffer);
    // Nothing of ours may stay behind, so until a welcome says otherwise our own processes end with the connection.
    this.#isExitOnClose = isOurs(settings.role);
    this.#link = new Link(settings.socketPath, settings.pid, {
      onConnect: () => this.#onConnect(),
      onCommand: command => this.#onCommand(command),
      onClose: () => this.#end(),
    });
    this.#loop = new LoopWatch(settings, this.#memory, this.#link);
    this.#readings = new Readings(settings.pid, this.#memory, message => this.#link.sendReading(message));
    this.#readings.nameThread(settings.pid, 'main');
    this.#readings.nameThread(ownTid, 'jugglers-probe');
  }

  start(): void {
    this.#channel.addEventListener('message', event =>
      this.#onPosted((event as MessageEvent).data as ToProbe),
    );
    parentPort?.on('message', ({ counts }: FromMain) => this.#readings.tellResources(nowMs(), counts));
    // The listener must not keep the thread when all else has ended.
    parentPort?.unref();
    Atomics.store(this.#memory.words, word.isThreadReady, 1);
    Atomics.notify(this.#memory.words, word.isThreadReady);
    setTimeout(() => this.#link.isOpen || this.#end(), connectBoundMs).unref();
    this.#startLooking();
  }

  #startLooking(): void {
    this.#stopLooking();
    this.#timer = setInterval(() => this.#look(), lookMs);
  }

  #stopLooking(): void {
    if (this.#timer) clearInterval(this.#timer);
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
    if (!this.#link.isOpen || !this.#isBeatWanted) return;
    const now = nowMs();
    this.#takePosted();
    this.#looks += 1;
    this.#loop.look(now, this.#isTurn(every.loop));
    this.#drain(now);
    this.#readings.tellGc();
    const isBusy = this.#isRunning || this.#lanes.size > 0;
    if (this.#isTurn(isBusy ? every.busyThreads : every.threads)) this.#readings.tellThreads(now);
    if (this.#isTurn(every.memory)) this.#readings.tellMemory(now);
  }

  #isTurn(looks: number): boolean {
    return this.#looks % looks === 0;
  }

  #drain(now: number): void {
    for (const message of this.#lanes.drain(now)) {
      const dropped = message.dropped + this.#traceLost;
      const isSent = this.#link.send({ ...message, dropped });
      this.#traceLost = isSent ? 0 : dropped + message.records.length / 5;
    }
  }

  // ---------------------------------------------------------------- from the threads of this process

  #onPosted(message: ToProbe): void {
    if (message.type === 'thread-started') {
      this.#readings.nameThread(message.tid, message.name);
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
    // What the threads did is counted between readings: those at the ends of a run belong to it.
    if (message.type === 'run-started' || message.type === 'run-finished')
      this.#readings.tellThreads(nowMs());
    if (message.type === 'run-started') this.#loop.beginRun(message.atMs);
    if (message.type === 'run-finished') this.#loop.settle();
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
    else if (command.type === 'beat') this.#switchBeat(command.isOn);
    else if (command.type === 'detach') this.#detach();
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

  #switchBeat(isOn: boolean): void {
    const { words } = this.#memory;
    if (isOn === this.#isBeatWanted) return;
    this.#isBeatWanted = isOn;
    Atomics.store(words, word.isStopped, isOn ? 0 : 1);
    if (!isOn) {
      this.#loop.stop();
      return this.#stopLooking();
    }
    this.#startLooking();
    this.#loop.restart();
    const message: ToMain = { type: 'begin-beating' };
    parentPort?.postMessage(message);
  }

  /** The connection closes when the main thread has put its timer and its observer away, or cannot be waited for. */
  #detach(): void {
    this.#isExitOnClose = false;
    this.#stopBeating();
    const untilMs = nowMs() + detachBoundMs;
    const timer = setInterval(() => {
      const isBeating = Atomics.load(this.#memory.words, word.isBeating) === 1;
      if (isBeating && nowMs() < untilMs) return;
      clearInterval(timer);
      this.#end();
    }, 5);
  }

  #stopBeating(): void {
    this.#isBeatWanted = false;
    this.#loop.stop();
    Atomics.store(this.#memory.words, word.isStopped, 1);
  }

  /** The dashboard is gone, or was never there. */
  #end(): void {
    if (this.#isExitOnClose) process.kill(this.#settings.pid, 'SIGKILL');
    this.#stopBeating();
    Atomics.store(this.#memory.words, word.isOver, 1);
    this.#stopLooking();
    this.#channel.close();
    this.#link.destroy();
  }
}
