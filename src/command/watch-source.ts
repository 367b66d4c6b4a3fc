/** One watch after another: starts or attaches, feeds what is said to the store, lets go again. */
import type { Clock } from '../clock.ts';
import { messageOf, SubjectError } from '../errors.ts';
import { refusalFor } from '../source/attach-checks.ts';
import { attachTo } from '../source/attach.ts';
import { launchProgram } from '../source/watch-launch.ts';
import type { AttachProgress, ProgramSource, ProgramStdio, WatchSource } from '../source/watched.ts';
import type { Event, WatchTarget } from '../state/state.ts';

export interface WatchSettings {
  readonly clock: Clock;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly thresholdMs: number;
  readonly stdio: ProgramStdio;
  /** How often the one who looks has a use for news. */
  readonly newsMs: number;
}

export interface WatchSession {
  /** Starts the command. Never rejects: what goes wrong is dispatched as `watch-refused`. */
  launch(command: readonly string[]): Promise<void>;
  /** Attaches to a process, once `answer` has said yes if consent is needed. */
  attach(pid: number, title: string, needsConsent: boolean): Promise<void>;
  answer(isYes: boolean): void;
  /** Hands a signal on to a started command; false where there is none. */
  signal(signal: NodeJS.Signals): boolean;
  /** Ends what was started, lets go of what was attached, interrupts what is being attached. */
  leave(): Promise<void>;
  /** The same as far as it can be done at once. */
  killNow(): void;
  /** Why it could not be watched, if so. */
  readonly refusal: SubjectError | null;
}

/** The target shows on screen as the user typed it. */
const shellWords = (command: readonly string[]): string =>
  command.map(word => (/[\s'"]/.test(word) ? JSON.stringify(word) : word)).join(' ');

class Session implements WatchSession {
  refusal: SubjectError | null = null;
  readonly #settings: WatchSettings;
  readonly #dispatch: (event: Event) => void;
  #source: WatchSource | null = null;
  #program: ProgramSource | null = null;
  #abort = new AbortController();
  #answered = Promise.withResolvers<boolean>();
  #begun: Promise<void> = Promise.resolve();
  /** Counts watches: what an older one still has to say is nobody's business any more. */
  #round = 0;

  constructor(settings: WatchSettings, dispatch: (event: Event) => void) {
    this.#settings = settings;
    this.#dispatch = dispatch;
  }

  launch(command: readonly string[]): Promise<void> {
    return this.#begin({ kind: 'command', text: shellWords(command) }, false, async dispatch => {
      const { clock, cwd, env, thresholdMs, stdio, newsMs } = this.#settings;
      this.#program = await launchProgram({
        clock,
        cwd,
        env,
        thresholdMs,
        newsMs,
        stdio,
        command,
        onMessage: dispatch,
      });
      return this.#program;
    });
  }

  attach(pid: number, title: string, needsConsent: boolean): Promise<void> {
    const target: WatchTarget = {
      kind: 'pid',
      pid,
      text: title === '' ? `pid ${pid}` : `pid ${pid} ${title}`,
    };
    const refusal = refusalFor(pid);
    // What cannot be watched at all is not asked about, and stays refused: nobody has consented to it.
    if (refusal !== null) {
      return this.#begin(target, false, () => Promise.reject(new SubjectError(refusal)));
    }
    return this.#begin(target, needsConsent, (dispatch, abort) =>
      attachTo(pid, {
        clock: this.#settings.clock,
        thresholdMs: this.#settings.thresholdMs,
        newsMs: this.#settings.newsMs,
        onMessage: dispatch,
        onProgress: ({ text }: AttachProgress) =>
          dispatch({ type: 'watch-progress', atMs: this.#settings.clock.nowMs(), text }),
        abort,
      }),
    );
  }

  answer(isYes: boolean): void {
    this.#answered.resolve(isYes);
  }

  signal(signal: NodeJS.Signals): boolean {
    this.#program?.signal(signal);
    return this.#program !== null;
  }

  async leave(): Promise<void> {
    this.#round += 1;
    this.#answered.resolve(false);
    this.#abort.abort();
    await this.#begun;
    const source = this.#source;
    this.#source = null;
    this.#program = null;
    await source?.stop();
  }

  killNow(): void {
    this.#abort.abort();
    this.#source?.killNow();
  }

  #begin(
    target: WatchTarget,
    needsConsent: boolean,
    open: (dispatch: (event: Event) => void, abort: AbortSignal) => Promise<WatchSource>,
  ): Promise<void> {
    const { clock, thresholdMs } = this.#settings;
    this.#round += 1;
    this.#abort = new AbortController();
    this.#answered = Promise.withResolvers<boolean>();
    this.#dispatch({ type: 'watch-asked', atMs: clock.nowMs(), target, thresholdMs, needsConsent });
    if (!needsConsent) this.#answered.resolve(true);
    this.#begun = this.#open(this.#round, open);
    return this.#begun;
  }

  async #open(
    round: number,
    open: (dispatch: (event: Event) => void, abort: AbortSignal) => Promise<WatchSource>,
  ): Promise<void> {
    if (!(await this.#answered.promise) || round !== this.#round) return;
    try {
      this.#source = await open(event => {
        if (round === this.#round) this.#dispatch(event);
      }, this.#abort.signal);
    } catch (error) {
      if (!(error instanceof SubjectError)) throw error;
      if (round !== this.#round) return;
      this.refusal = error;
      this.#dispatch({
        type: 'watch-refused',
        atMs: this.#settings.clock.nowMs(),
        reason: messageOf(error),
      });
    }
  }
}

export const createWatchSession = (settings: WatchSettings, dispatch: (event: Event) => void): WatchSession =>
  new Session(settings, dispatch);
