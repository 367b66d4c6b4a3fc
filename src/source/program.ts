/** A started command: its process group, its streams, and how it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { SubjectError } from '../errors.ts';
import { patience } from '../patience.ts';
import { signalIfAlive } from './child.ts';
import { delay } from './delay.ts';
import { type Ending, endingWords } from './ending.ts';
import type { Listener } from './listener.ts';
import { followOutput } from './output.ts';
import { withPreload } from './probe-files.ts';
import type { WatchedProcesses } from './watched-processes.ts';
import type { ProbeFiles, ProgramOptions, ProgramSource, ProgramStdio } from './watched.ts';

/** A server that closes its connections in an orderly way needs a second or two. */
const defaultGraceMs = 5000;
const lookAgainMs = 20;
/** Its last output and last messages are in the pipes already; a grandchild may hold them open for ever. */
const drainBoundMs = 200;
const keptStderrLines = 40;

const stdioOf = ({ stdin, stdout, stderr }: ProgramStdio): (string | number)[] =>
  [stdin, stdout, stderr].map(where => (where === 'events' ? 'pipe' : where));

const streamsOf = ({ stdout, stderr }: ProgramStdio): string =>
  Object.entries({ stdout, stderr })
    .flatMap(([name, where]) => (where === 'events' ? name : []))
    .join(',');

const environmentFor = (
  options: ProgramOptions,
  probe: ProbeFiles,
  socketPath: string,
): NodeJS.ProcessEnv => ({
  ...options.env,
  NODE_OPTIONS: withPreload(options.env.NODE_OPTIONS, probe.preloadArguments),
  JUGGLERS_SOCKET: socketPath,
  JUGGLERS_ROLE: 'program',
  JUGGLERS_THRESHOLD_MS: String(options.thresholdMs),
  JUGGLERS_PIPES: streamsOf(options.stdio),
});

const isGroupAlive = (leader: number): boolean => {
  try {
    process.kill(-leader, 0);
    return true;
  } catch {
    return false;
  }
};

export class Program implements ProgramSource {
  /** Resolves when the command runs; rejects with SubjectError if it cannot be started. */
  readonly started: Promise<void>;
  readonly ended: Promise<Ending>;
  readonly #options: ProgramOptions;
  readonly #watched: WatchedProcesses;
  readonly #listener: Listener;
  readonly #process: ChildProcess;
  readonly #stderrLines: string[] = [];
  #stopped: Promise<void> | null = null;

  constructor(options: ProgramOptions, probe: ProbeFiles, watched: WatchedProcesses, listener: Listener) {
    this.#options = options;
    this.#watched = watched;
    this.#listener = listener;
    const [file = '', ...args] = options.command;
    this.#process = spawn(file, args, {
      cwd: options.cwd,
      env: environmentFor(options, probe, listener.socketPath),
      // A group of its own, so that all of it can be ended, and a Ctrl-C is ours to hand on.
      detached: true,
      stdio: stdioOf(options.stdio) as ('pipe' | 'inherit' | 'ignore' | number)[],
    });
    this.#follow('stdout', this.#process.stdout);
    this.#follow('stderr', this.#process.stderr);
    this.started = this.#whenStarted(file);
    this.ended = this.#whenEnded();
  }

  /** 0 if it could not be started. */
  get pid(): number {
    return this.#process.pid ?? 0;
  }

  setBeating(isOn: boolean): void {
    this.#watched.setBeating(isOn);
  }

  signal(signal: NodeJS.Signals): void {
    if (this.pid > 0) signalIfAlive(-this.pid, signal);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  killNow(): void {
    this.signal('SIGTERM');
    this.#listener.closeNow();
  }

  #follow(stream: 'stdout' | 'stderr', readable: Readable | null): void {
    if (!readable) return;
    const { clock, onMessage } = this.#options;
    followOutput(readable, { clock, onMessage, stream, onLine: line => this.#keep(stream, line) });
  }

  #keep(stream: string, line: string): void {
    if (stream !== 'stderr') return;
    this.#stderrLines.push(line);
    if (this.#stderrLines.length > keptStderrLines) this.#stderrLines.shift();
  }

  #whenStarted(file: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#process.once('spawn', () => {
        const atMs = this.#options.clock.nowMs();
        this.#options.onMessage({ type: 'subject-started', pid: this.pid, atMs });
        resolve();
      });
      this.#process.once('error', error =>
        reject(new SubjectError(`\`${file}\` could not be started: ${error.message}`, error)),
      );
    });
  }

  async #whenEnded(): Promise<Ending> {
    const closed = new Promise<void>(resolve => this.#process.once('close', () => resolve()));
    const ending = await new Promise<Ending>(resolve => {
      this.#process.once('exit', (code, signal) => resolve({ code, signal }));
    });
    await Promise.race([closed, patience(drainBoundMs)]);
    await this.#drained();
    this.#tellLost(ending);
    return ending;
  }

  /** What its own probe still had to say is in the socket. */
  async #drained(): Promise<void> {
    const isOpen = (): boolean => this.#watched.pids.includes(this.pid);
    const bound = patience(drainBoundMs).then(() => true);
    while (isOpen() && !(await Promise.race([bound, this.#watched.changed()])));
  }

  #tellLost(ending: Ending): void {
    this.#options.onMessage({
      type: 'subject-lost',
      atMs: this.#options.clock.nowMs(),
      expected: this.#stopped !== null || ending.code === 0,
      reason: this.#stopped ? 'stopped' : endingWords(ending, this.#stderrLines),
      exitCode: ending.code,
      signal: ending.signal,
    });
  }

  async #stop(): Promise<void> {
    this.signal('SIGTERM');
    await this.#untilGroupIsGone(this.#options.graceMs ?? defaultGraceMs);
    this.signal('SIGKILL');
    await this.ended;
    this.#process.stdout?.destroy();
    this.#process.stderr?.destroy();
    await this.#listener.close();
  }

  async #untilGroupIsGone(boundMs: number): Promise<void> {
    const untilMs = this.#options.clock.nowMs() + boundMs;
    while (isGroupAlive(this.pid) && this.#options.clock.nowMs() < untilMs) await delay(lookAgainMs);
  }
}
