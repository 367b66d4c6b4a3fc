/** The probe thread's life: connect, look, obey commands, end some time after the connection. */
import { parentPort } from 'node:worker_threads';
import { nowMs } from '../clock.ts';
import { type Command, type LabMessage, probeThreadName, protocolVersion } from '../protocol.ts';
import { type BeatMemory, beatMs, openBeatMemory, word } from './beat-memory.ts';
import { isResting } from './judge.ts';
import { Link } from './link.ts';
import { Looks, type Outlook, Turns } from './looks.ts';
import { LoopWatch } from './loop-watch.ts';
import { Readings } from './readings.ts';
import { Relay } from './relay.ts';
import { type FromMain, isOurs, type ProbeSettings, type ToMain } from './settings.ts';
import { isAsked } from './stack-memory.ts';

const connectBoundMs = 5000;
/** A blocked main thread cannot put anything away: it does so by itself when its thread has ended. */
const detachBoundMs = 1000;
/** Between the last answer of the main thread and the end of the probe thread, at least. */
const leaveMs = 50;
/** A main thread that has not answered in so long may never. */
const stayBoundMs = 30_000;
/** Threads are read 4 times a second while work is going on, else once, as memory is; at a rest at every look. */
const everyMs = { atWork: 250, usually: 900, atRest: 5000 };
/** The loop is told of so often, and lanes are drained, where the dashboard does not say what its pictures need. */
const defaultNewsMs = { loop: 100, lanes: 50 };

export class ProbeThread {
  readonly #settings: ProbeSettings;
  readonly #memory: BeatMemory;
  readonly #loop: LoopWatch;
  readonly #readings: Readings;
  readonly #link: Link;
  readonly #relay: Relay;
  readonly #looks: Looks;
  readonly #turns = new Turns();
  #newsMs = defaultNewsMs;
  #isExitOnClose: boolean;
  /** False between `beat` off and on. */
  #isBeatWanted = true;
  #wasConnected = false;
  #isOver = false;
  #lingerTimer: NodeJS.Timeout | undefined;

  constructor(settings: ProbeSettings, ownTid: number | null) {
    this.#settings = settings;
    this.#memory = openBeatMemory(settings.buffer);
    // Nothing of ours may stay behind, so until a welcome says otherwise our own processes end with the connection.
    this.#isExitOnClose = isOurs(settings.role);
    this.#link = new Link(settings.socketPath, settings.pid, {
      onConnect: () => this.#onConnect(),
      onCommand: command => this.#onCommand(command),
      onClose: () => this.#onClose(),
    });
    this.#loop = new LoopWatch(settings, this.#memory, this.#link);
    this.#readings = new Readings(settings.pid, this.#memory, message => this.#link.sendReading(message));
    this.#readings.nameThread(settings.pid, 'main');
    this.#readings.nameThread(ownTid, probeThreadName);
    this.#relay = new Relay(this.#link, {
      onThread: ({ tid, name, loop }) => this.#readings.nameThread(tid, name, loop),
      onProbe: () => this.#onProbe(),
      onForward: message => this.#onForward(message),
    });
    this.#looks = new Looks(this.#memory, settings.thresholdMs, {
      look: dueMs => this.#look(dueMs),
      hasStirred: () => this.#hasStirred(),
      nextNewsMs: () => this.#turns.nextMs('news', this.#newsMs.loop),
    });
  }

  start(): void {
    this.#relay.start();
    parentPort?.on('message', (message: FromMain) => this.#onMain(message));
    // The listener must not keep the thread when all else has ended.
    parentPort?.unref();
    Atomics.store(this.#memory.words, word.isThreadReady, 1);
    Atomics.notify(this.#memory.words, word.isThreadReady);
    this.#toMain('listening');
    if (this.#settings.role === 'attached') this.#relay.announceProbe();
    setTimeout(() => this.#link.isOpen || this.#end(), connectBoundMs).unref();
    this.#looks.start();
  }

  #onConnect(): void {
    this.#wasConnected = true;
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

  #onMain(message: FromMain): void {
    if (message.type === 'posted') return this.#relay.take(message.message);
    if (message.type === 'resources') return this.#readings.tellResources(nowMs(), message.counts);
    this.#loop.settle();
    Atomics.store(this.#memory.words, word.isHandedOver, 1);
    Atomics.notify(this.#memory.words, word.isHandedOver);
  }

  // ---------------------------------------------------------------- looking

  #look(dueMs: number): Outlook {
    if (!this.#link.isOpen) return 'busy';
    this.#relay.takePosted();
    const isBusy = this.#relay.isBusy || !this.#loop.isSettled;
    const isQuiet = isResting(this.#memory) && !isBusy;
    this.#link.together(() => this.#tellAll(nowMs(), isQuiet, dueMs));
    this.#loop.lookIsOver();
    if (isQuiet) return 'resting';
    // Our own processes' threads talk to this one: it has to be there.
    return isBusy || this.#loop.isBlocked || isOurs(this.#settings.role) ? 'busy' : 'beating';
  }

  #hasStirred(): boolean {
    const hasStirred = this.#loop.hasStirred();
    if (hasStirred) this.#toMain('ask');
    return hasStirred;
  }

  #tellAll(now: number, isQuiet: boolean, dueMs: number): void {
    // At a rest every look is news: they are seldom.
    const isNews = this.#turns.isDue('news', isQuiet ? defaultNewsMs.loop : this.#newsMs.loop);
    this.#loop.look(now, isNews, dueMs);
    if (this.#turns.isDue('lanes', this.#newsMs.lanes) || isNews || this.#relay.isFilling) {
      this.#relay.drain(now);
      this.#readings.tellGc();
    }
    // All together: what wakes the dashboard costs it more than what is in it.
    if (isNews) this.#tellReadings(now, isQuiet);
  }

  #tellReadings(now: number, isQuiet: boolean): void {
    const usuallyMs = isQuiet ? everyMs.atRest : everyMs.usually;
    const threadsMs = this.#relay.isBusy ? everyMs.atWork : usuallyMs;
    if (this.#turns.isDue('threads', threadsMs)) this.#readings.tellThreads(now);
    if (this.#turns.isDue('memory', usuallyMs)) this.#readings.tellMemory(now);
  }

  #onForward(message: LabMessage): void {
    // What the threads did is counted between readings: those at the ends of a run belong to it.
    if (message.type === 'run-started' || message.type === 'run-finished')
      this.#readings.tellThreads(nowMs());
    if (message.type === 'run-started') this.#loop.beginRun(message.atMs);
    if (message.type === 'run-finished') this.#loop.settle();
  }

  // ---------------------------------------------------------------- from the dashboard

  #onCommand(command: Command): void {
    if (command.type === 'welcome') this.#welcome(command);
    else if (command.type === 'beat') this.#switchBeat(command.isOn);
    else if (command.type === 'detach') this.#detach();
    else this.#relay.onCommand(command);
  }

  #welcome({ exitOnClose, newsMs }: Extract<Command, { type: 'welcome' }>): void {
    this.#isExitOnClose = exitOnClose;
    if (newsMs === undefined) return;
    this.#newsMs = {
      loop: Math.max(newsMs, defaultNewsMs.loop),
      lanes: Math.max(newsMs, defaultNewsMs.lanes),
    };
  }

  #switchBeat(isOn: boolean): void {
    if (isOn === this.#isBeatWanted) return;
    if (!isOn) return this.#stopBeating();
    this.#isBeatWanted = true;
    Atomics.store(this.#memory.words, word.isStopped, 0);
    this.#looks.start();
    this.#loop.restart();
    this.#readings.restartGc(nowMs());
    this.#toMain('begin-beating');
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
    this.#looks.stop();
    this.#loop.stop();
    Atomics.store(this.#memory.words, word.isStopped, 1);
    this.#toMain('wake');
  }

  #toMain(type: ToMain['type']): void {
    const message: ToMain = { type };
    parentPort?.postMessage(message);
  }

  // ---------------------------------------------------------------- the end

  /**
   * The dashboard is gone, or was never there. Where there was one, the next one may be about to come: until then
   * nothing is looked at, and the main thread is left alone.
   */
  #onClose(): void {
    if (this.#isOver) return;
    if (this.#isExitOnClose || !this.#wasConnected) return this.#end();
    this.#fallSilent();
    this.#lingerTimer = setTimeout(() => this.#end(), this.#settings.lingerMs);
  }

  /** The next dashboard has brought a probe of its own. */
  #onProbe(): void {
    for (const thread of this.#readings.namedThreads()) this.#relay.announce(thread);
    if (this.#isOver) this.#end();
  }

  #fallSilent(): void {
    this.#isOver = true;
    this.#stopBeating();
    this.#loop.close();
    Atomics.store(this.#memory.words, word.isOver, 1);
  }

  /** Nothing keeps the thread any more, but a question to the main thread. */
  #end(): void {
    if (this.#isExitOnClose) process.kill(this.#settings.pid, 'SIGKILL');
    if (!this.#isOver) this.#fallSilent();
    clearTimeout(this.#lingerTimer);
    this.#relay.close();
    this.#link.destroy();
    this.#stayWhileAsked();
  }

  /** And a moment longer: what was asked has been answered a little before its session is over. */
  #stayWhileAsked(): void {
    const untilMs = nowMs() + stayBoundMs;
    let wasAsked = true;
    const timer = setInterval(() => {
      const isStillAsked = isAsked(this.#settings.stackMemory);
      if ((!wasAsked && !isStillAsked) || nowMs() >= untilMs) clearInterval(timer);
      wasAsked = isStillAsked;
    }, leaveMs);
  }
}
