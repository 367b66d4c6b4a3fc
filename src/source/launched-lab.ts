/** A lab that was launched: its connections, and every way in which it may end. */
import type { Clock } from '../clock.ts';
import { patience, whenPatienceEnds } from '../patience.ts';
import type { Command, RunRequest, SourceMessage, SubjectMessage } from '../protocol.ts';
import { type Child, signalIfAlive } from './child.ts';
import { delay } from './delay.ts';
import type { Ending } from './ending.ts';
import type { Connection, Listener, ListenerHandlers } from './listener.ts';

/** The traces of forked lanes come on sockets of their own; so long the end of the run waits for them. */
const lanesBoundMs = 1000;
const exitGraceMs = 500;
/** What the lab wrote before its end is still in the socket. */
const drainBoundMs = 200;
const lookAgainMs = 5;
const killedReason = 'cancelled; it did not stop by itself and was killed';

type Message = SubjectMessage | SourceMessage;
type RunFinished = Extract<SubjectMessage, { type: 'run-finished' }>;

/** What tasks do and say, and the end of their lane. */
const told: ReadonlySet<string> = new Set(['trace', 'task-text', 'lane-closed']);

export interface LabSource {
  readonly pid: number;
  run(request: RunRequest): void;
  /** Stops the tasks; if the run has not finished after the grace time the lab is killed. */
  cancel(): void;
  /** Ends the lab and all its processes; resolves when they are gone and the socket's folder is removed. */
  stop(): Promise<void>;
  /** The same at once and without waiting, for the way out of a crash. */
  killNow(): void;
}

export class LaunchedLab implements LabSource {
  /** Resolves with the lab's hello. */
  readonly greeted: Promise<void>;
  readonly handlers: ListenerHandlers = {
    onHello: connection => this.#onHello(connection),
    onMessage: message => this.#onMessage(message),
    onClose: connection => this.#onClose(connection),
    onRefused: reason => this.#onRefused(reason),
  };
  readonly #clock: Clock;
  readonly #tell: (message: Message) => void;
  readonly #graceMs: number;
  readonly #newsMs: number | undefined;
  #greet = (): void => {};
  #child: Child | null = null;
  #listener: Listener | null = null;
  #gone: Promise<void> = Promise.resolve();
  #isGreeted = false;
  #isCancelled = false;
  #isKilled = false;
  #isFinished = false;
  #isBeforeStart = false;
  readonly #early: Message[] = [];
  #heldFinish: RunFinished | null = null;
  #graceTimer: NodeJS.Timeout | undefined;
  #stopped: Promise<void> | null = null;

  constructor(clock: Clock, tell: (message: Message) => void, graceMs: number, newsMs?: number) {
    this.#clock = clock;
    this.#tell = tell;
    this.#graceMs = graceMs;
    this.#newsMs = newsMs;
    this.greeted = new Promise(resolve => {
      this.#greet = resolve;
    });
  }

  attach(child: Child, listener: Listener): void {
    this.#child = child;
    this.#listener = listener;
    this.#gone = child.ended.then(ending => this.#onEnded(ending));
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  run(request: RunRequest): void {
    this.#isFinished = false;
    this.#isBeforeStart = true;
    this.#labConnection()?.send({ type: 'run', request });
  }

  cancel(): void {
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    this.#sendAll({ type: 'cancel' });
    if (this.#isFinished) return;
    this.#graceTimer = whenPatienceEnds(this.#graceMs, () => {
      this.#isKilled = true;
      this.#child?.killGroup();
    });
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  killNow(): void {
    this.#kill();
    this.#listener?.closeNow();
  }

  // ---------------------------------------------------------------- what comes in

  #onHello(connection: Connection): void {
    const { hello } = connection;
    const newsMs = this.#newsMs;
    connection.send({ type: 'welcome', exitOnClose: true, ...(newsMs !== undefined && { newsMs }) });
    if (this.#isLab(connection)) {
      this.#isGreeted = true;
      this.#tell({ type: 'subject-started', pid: hello.pid, atMs: this.#clock.nowMs() });
      this.#greet();
    }
    this.#tell(hello);
    if (this.#isCancelled) connection.send({ type: 'cancel' });
  }

  #onMessage(message: SubjectMessage): void {
    if (message.type === 'run-started') return this.#startRun(message);
    if (told.has(message.type)) return this.#tellInOrder(message);
    if (message.type === 'run-refused') this.#endRun();
    if (message.type !== 'run-finished') return this.#tell(message);
    this.#endRun();
    this.#heldFinish = message;
    if (this.#areLanesGone()) this.#releaseFinish();
    else void patience(lanesBoundMs).then(() => this.#releaseFinish());
  }

  #onClose(connection: Connection): void {
    if (!this.#isLab(connection)) {
      this.#tellInOrder({ type: 'process-gone', pid: connection.hello.pid, atMs: this.#clock.nowMs() });
    }
    if (this.#areLanesGone()) this.#releaseFinish();
  }

  #onRefused(reason: string): void {
    const text = `a connection was refused: ${reason}`;
    this.#tell({ type: 'output', atMs: this.#clock.nowMs(), stream: 'stderr', text });
  }

  /** A forked lane speaks on a socket of its own: its first steps may be here before the start that they follow. */
  #tellInOrder(message: Message): void {
    if (this.#isBeforeStart) this.#early.push(message);
    else this.#tell(message);
  }

  #startRun(message: SubjectMessage): void {
    this.#tell(message);
    this.#tellEarly();
  }

  #tellEarly(): void {
    this.#isBeforeStart = false;
    for (const message of this.#early.splice(0)) this.#tell(message);
  }

  #endRun(): void {
    this.#isFinished = true;
    this.#tellEarly();
    clearInterval(this.#graceTimer);
  }

  #releaseFinish(): void {
    const message = this.#heldFinish;
    this.#heldFinish = null;
    if (message) this.#tell(message);
  }

  // ---------------------------------------------------------------- how it ends

  async #onEnded(ending: Ending): Promise<void> {
    clearInterval(this.#graceTimer);
    await Promise.race([this.#untilDisconnected(), patience(drainBoundMs)]);
    this.#releaseFinish();
    // Its lanes have nothing left to do.
    this.#child?.killGroup();
    if (!this.#isGreeted) return;
    const expected = this.#stopped !== null || this.#isFinished || this.#isKilled;
    this.#tell({ type: 'subject-lost', atMs: this.#clock.nowMs(), expected, reason: this.#reason(ending) });
  }

  async #untilDisconnected(): Promise<void> {
    while (this.#labConnection()) await delay(lookAgainMs);
  }

  #reason(ending: Ending): string {
    if (this.#isKilled) return killedReason;
    return this.#stopped ? 'stopped' : (this.#child?.words(ending) ?? '');
  }

  async #stop(): Promise<void> {
    this.#sendAll({ type: 'exit' });
    await Promise.race([this.#gone, patience(exitGraceMs)]);
    this.#kill();
    await this.#gone;
    await this.#listener?.close();
  }

  /** The group, and whoever left it: an open connection shows that its pid is still the same process. */
  #kill(): void {
    this.#child?.killGroup();
    for (const { hello } of this.#connections()) signalIfAlive(hello.pid, 'SIGKILL');
  }

  #sendAll(command: Command): void {
    for (const connection of this.#connections()) connection.send(command);
  }

  #connections(): readonly Connection[] {
    return this.#listener?.connections() ?? [];
  }

  #isLab(connection: Connection): boolean {
    return connection.hello.pid === this.pid;
  }

  #labConnection(): Connection | undefined {
    return this.#connections().find(connection => this.#isLab(connection));
  }

  #areLanesGone(): boolean {
    return this.#connections().every(connection => this.#isLab(connection));
  }
}
