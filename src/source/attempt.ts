/** One attempt to attach: opens the target's inspector, loads the probe through it, and sees it closed again. */
import { messageOf, SubjectError } from '../errors.ts';
import { visible } from '../visible.ts';
import { beganInspected, inspectorPortOf, stoppedWords } from './attach-checks.ts';
import { delay } from './delay.ts';
import { debuggerUrlAt, type Evaluation, evaluateIn, socketsOf } from './inspector.ts';
import { loadExpression } from './load-expression.ts';
import { isInPoll, isStopped, isThere, listeningSockets, type ListeningSocket } from './proc.ts';
import type { AttachOptions, AttachStep } from './watched.ts';

const lookAgainMs = 20;
const tellAgainMs = 500;
/** An idle loop opens its inspector within 100 ms; seen idle after this long, it will not open at all. */
const openBoundMs = 1500;
/** In looks of 20 ms: a loop that has just become free is given the time to open it. */
const idleLooksBound = 10;
/** Another attach holds the port for about 0.2 s. */
const portBoundMs = 2000;
const helloBoundMs = 10_000;
const closeBoundMs = 5000;

export interface AttemptInput {
  readonly attachPath: string;
  readonly socketPath: string;
  /** Resolves once the probe has connected. */
  readonly greeted: Promise<void>;
}

export class Attempt {
  readonly #pid: number;
  readonly #options: AttachOptions;
  readonly #startMs: number;
  #toldMs = 0;
  #isSignalled = false;
  #idleLooks = 0;

  constructor(pid: number, options: AttachOptions) {
    this.#pid = pid;
    this.#options = options;
    this.#startMs = options.clock.nowMs();
  }

  tell(step: AttachStep, text: string): void {
    this.#toldMs = this.#nowMs();
    this.#options.onProgress({ step, text, elapsedMs: this.#toldMs - this.#startMs });
  }

  /** Resolves once the probe has said hello: true if the inspector is closed again. */
  async run({ attachPath, socketPath, greeted }: AttemptInput): Promise<boolean> {
    const openBefore = await this.#openSocket();
    const socket = openBefore ?? (await this.#open());
    const url = await debuggerUrlAt(socket);
    if (!url) throw this.#error(`its inspector on port ${socket.port} does not answer`);
    this.tell('loading', `loading the probe into process ${this.#pid}`);
    const mustClose = openBefore === null;
    const { thresholdMs } = this.#options;
    const expression = loadExpression({ pid: this.#pid, attachPath, socketPath, thresholdMs, mustClose });
    const evaluation = evaluateIn(url, expression);
    try {
      await this.#load(evaluation);
      if (mustClose) await this.#untilClosed(socket, evaluation);
    } finally {
      // A target that loses its client while it closes its inspector may crash (Nodes 18 and 20): it goes first.
      if (!mustClose) evaluation.close();
    }
    await this.#bounded(greeted, helloBoundMs, 'its probe did not connect');
    this.tell('attached', `watching process ${this.#pid}`);
    return mustClose;
  }

  // ---------------------------------------------------------------- its inspector

  /** An inspector that its user has opened before. */
  async #openSocket(): Promise<ListeningSocket | null> {
    const port = inspectorPortOf(this.#pid);
    const sockets = socketsOf(this.#pid);
    const found = port === 0 ? this.#firstSocket(sockets) : sockets.find(socket => socket.port === port);
    if (!found || !(await debuggerUrlAt(found))) return null;
    this.tell('opening', `its inspector is open already on port ${found.port}: it is used, and left open`);
    return found;
  }

  /** On any port: it was opened before the program could open one of its own. Inodes do not tell: each core has its own. */
  #firstSocket([first]: readonly ListeningSocket[]): ListeningSocket | undefined {
    return beganInspected(this.#pid) ? first : undefined;
  }

  async #open(): Promise<ListeningSocket> {
    const port = inspectorPortOf(this.#pid);
    await this.#untilPortIsFree(port);
    const before = new Set(socketsOf(this.#pid).map(({ inode }) => inode));
    this.tell('opening', `opening the inspector of process ${this.#pid}; it will print so on its stderr`);
    process.kill(this.#pid, 'SIGUSR1');
    this.#isSignalled = true;
    const sinceMs = this.#nowMs();
    for (;;) {
      // Only what is new and where the inspector belongs is spoken to: other sockets are the program's own.
      const opened = socketsOf(this.#pid).find(
        socket => !before.has(socket.inode) && (port === 0 || socket.port === port),
      );
      if (opened && (await debuggerUrlAt(opened))) return opened;
      this.#refuseIfDeaf(sinceMs);
      await this.#wait('its event loop is blocked: the inspector opens when it is free');
    }
  }

  /** A loop that waits for events has taken the signal: if nothing has opened by then, somebody else took it. */
  #refuseIfDeaf(sinceMs: number): void {
    if (isInPoll(this.#pid) !== true) this.#idleLooks = 0;
    this.#idleLooks += 1;
    if (this.#nowMs() - sinceMs < openBoundMs || this.#idleLooks < idleLooksBound) return;
    throw this.#error(
      'its inspector did not open: it handles SIGUSR1 itself, or has no inspector; ' +
        'start it with `jugglers watch -- <command>` instead',
    );
  }

  async #untilPortIsFree(port: number): Promise<void> {
    const untilMs = this.#nowMs() + portBoundMs;
    const isTaken = (): boolean => port !== 0 && listeningSockets().some(socket => socket.port === port);
    while (isTaken()) {
      if (this.#nowMs() >= untilMs)
        throw this.#error(
          `port ${port}, which its inspector needs, is taken by another process; end that one or its inspector first`,
        );
      await this.#wait(`port ${port} is in use`);
    }
  }

  async #untilClosed(socket: ListeningSocket, { closed }: Evaluation): Promise<void> {
    this.tell('closing', 'closing the inspector again');
    const untilMs = this.#nowMs() + closeBoundMs;
    const isOpen = (): boolean => socketsOf(this.#pid).some(({ inode }) => inode === socket.inode);
    while (isOpen() && this.#nowMs() < untilMs) await this.#wait('the inspector is not closed yet');
    await Promise.race([closed, delay(closeBoundMs)]);
    if (isOpen())
      this.tell('waiting', `its inspector is still open on port ${socket.port}; it closes by itself`);
  }

  // ---------------------------------------------------------------- its probe

  async #load(evaluation: Evaluation): Promise<void> {
    let failure: unknown = null;
    const answered = evaluation.value.then(value => {
      failure = value;
      return true;
    });
    // It is awaited below, but not at every moment.
    answered.catch(() => {});
    try {
      const blocked = 'its event loop is blocked: the probe is loaded when it is free';
      while (!(await Promise.race([answered, delay(lookAgainMs)]))) await this.#wait(blocked);
    } catch (error) {
      if (error instanceof SubjectError) throw error;
      throw this.#error(`the probe could not be loaded: ${visible(messageOf(error))}`, error);
    }
    if (failure !== '') throw this.#error(`the probe could not be started: ${visible(String(failure))}`);
  }

  async #bounded(promise: Promise<void>, boundMs: number, what: string): Promise<void> {
    const done = promise.then(() => true);
    const untilMs = this.#nowMs() + boundMs;
    while (!(await Promise.race([done, delay(lookAgainMs)]))) {
      if (this.#nowMs() >= untilMs) throw this.#error(what);
      this.#check();
    }
  }

  // ---------------------------------------------------------------- waiting

  /** A moment, after which what is waited for is looked at again; says so now and then. */
  async #wait(text: string): Promise<void> {
    await delay(lookAgainMs);
    this.#check();
    if (this.#nowMs() - this.#toldMs >= tellAgainMs) this.tell('waiting', text);
  }

  #check(): void {
    if (!isThere(this.#pid)) throw new SubjectError(`process ${this.#pid} has ended`);
    if (isStopped(this.#pid)) throw new SubjectError(stoppedWords(this.#pid));
    if (!this.#options.abort?.aborted) return;
    const left = this.#isSignalled ? '; its inspector may stay open until it ends' : '';
    throw new SubjectError(`the attach to process ${this.#pid} was interrupted${left}`);
  }

  #nowMs(): number {
    return this.#options.clock.nowMs();
  }

  #error(what: string, cause?: unknown): SubjectError {
    return new SubjectError(`process ${this.#pid} cannot be attached to: ${what}`, cause);
  }
}
