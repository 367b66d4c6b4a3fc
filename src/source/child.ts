/** The lab's process: started in a group of its own, its output followed, its whole group ended. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../clock.ts';
import { patience } from '../patience.ts';
import type { SourceMessage } from '../protocol.ts';
import { type Ending, endingWords } from './ending.ts';
import { followOutput } from './output.ts';

/** A crash for want of memory is named some 25 lines before the end of its report. */
const keptStderrLines = 40;
/** After a process ended its last output is already in the pipe; a grandchild may hold the pipe open for ever. */
const outputBoundMs = 200;

export interface ChildOptions {
  readonly clock: Clock;
  readonly socketPath: string;
  readonly entry: URL;
  /** Node's own arguments: those that load the probe. */
  readonly nodeArguments: readonly string[];
  readonly execPath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  onMessage(message: SourceMessage): void;
}

/** A debugger port is one process' own; the rest of the user's NODE_OPTIONS holds for the lab too. */
export const withoutInspect = (nodeOptions: string | undefined): string | undefined =>
  nodeOptions
    ?.replace(/(^|\s)--inspect-port[= ]\S+/g, ' ')
    .replace(/(^|\s)--inspect\S*/g, ' ')
    .trim();

const environmentFor = ({ env, socketPath }: ChildOptions): NodeJS.ProcessEnv => ({
  ...env,
  NODE_OPTIONS: withoutInspect(env.NODE_OPTIONS),
  JUGGLERS_SOCKET: socketPath,
  JUGGLERS_ROLE: 'lab',
});

/** Signals a process or (negative) a group; that it is gone already is as good. */
export const signalIfAlive = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // ESRCH: gone; EPERM: not ours, so not the process that we knew.
  }
};

export class Child {
  /** Resolves once it is gone and its output is read. */
  readonly ended: Promise<Ending>;
  readonly #process: ChildProcessByStdio<null, Readable, Readable>;
  readonly #stderrLines: string[] = [];

  constructor(options: ChildOptions) {
    this.#process = spawn(options.execPath, [...options.nodeArguments, fileURLToPath(options.entry)], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environmentFor(options),
    });
    const { stdout, stderr } = this.#process;
    const { clock, onMessage } = options;
    followOutput(stdout, { clock, onMessage, stream: 'stdout' });
    followOutput(stderr, { clock, onMessage, stream: 'stderr', onLine: line => this.#keep(line) });
    this.ended = this.#whenEnded();
  }

  /** 0 if it could not be started. */
  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get stderrTail(): string {
    return this.#stderrLines.join('\n');
  }

  /** How it ended, with its last words. */
  words(ending: Ending): string {
    return endingWords(ending, this.#stderrLines);
  }

  /** SIGKILL to all of the group, also what the subject's own children started. */
  killGroup(): void {
    if (this.#process.pid) signalIfAlive(-this.#process.pid, 'SIGKILL');
  }

  #keep(line: string): void {
    this.#stderrLines.push(line);
    if (this.#stderrLines.length > keptStderrLines) this.#stderrLines.shift();
  }

  async #whenEnded(): Promise<Ending> {
    const closed = new Promise<void>(resolve => this.#process.once('close', () => resolve()));
    const ending = await new Promise<Ending>(resolve => {
      this.#process.once('exit', (code, signal) => resolve({ code, signal }));
      this.#process.once('error', error => {
        this.#keep(error.message);
        resolve({ code: null, signal: null });
      });
    });
    await Promise.race([closed, patience(outputBoundMs)]);
    this.#process.stdout.destroy();
    this.#process.stderr.destroy();
    return ending;
  }
}
