/** The lab's side of one forked lane. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { nowMs } from '../clock.ts';
import { SubjectError } from '../errors.ts';
import { entryUrl } from '../paths.ts';
import { forkEntry } from './fork.ts';
import type { LaneJob, Outcome } from './job.ts';
import type { FromLaneProcess, ToLaneProcess } from './process-messages.ts';

/** A lane that has been told to close may take this long: its trace is read to the end first. */
const closeGraceMs = 2_000;

export class LaneProcess {
  readonly id: string;
  readonly #child: ChildProcess;
  readonly #gone: Promise<string>;
  #settle: ((outcome: Outcome | string) => void) | null = null;
  #goneReason: string | null = null;
  #onClosed: ((cpuMs: number) => void) | null = null;

  private constructor(id: string, child: ChildProcess) {
    this.id = id;
    this.#child = child;
    this.#gone = new Promise(resolve =>
      child.once('exit', (code, signal) =>
        resolve(
          signal === null ? `the process exited with code ${code}` : `the process was ended by ${signal}`,
        ),
      ),
    );
    void this.#noteEnd();
    child.on('message', message => this.#receive(message as FromLaneProcess));
    // A message to a process that is just dying: its exit says it all.
    child.on('error', () => {});
  }

  /** Throws a SubjectError if the process ends, or refuses, before it could take a task. */
  static async open(id: string, job: LaneJob): Promise<LaneProcess> {
    const askedAtMs = nowMs();
    const child = forkEntry(entryUrl('lane-process'), { isWatched: true });
    const lane = new LaneProcess(id, child);
    lane.#tell({ type: 'open', job, lane: id, askedAtMs });
    const first = once(child, 'message').then(([message]) => message as FromLaneProcess);
    const answer = await Promise.race([first, lane.#gone]);
    if (typeof answer !== 'string' && answer.type === 'ready') return lane;
    lane.kill();
    const reason = typeof answer !== 'string' && answer.type === 'refused' ? answer.reason : String(answer);
    throw new SubjectError(`lane ${id} could not be started: ${reason}`);
  }

  /** Resolves with how it ended once the process is gone. */
  get gone(): Promise<string> {
    return this.#gone;
  }

  /** Answers the task's outcome, or why the process died instead. */
  execute(task: number): Promise<Outcome | string> {
    if (this.#goneReason !== null) return Promise.resolve(this.#goneReason);
    this.#tell({ type: 'execute', task });
    return new Promise(resolve => (this.#settle = resolve));
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** No more tasks; answers the CPU that they used, null if it died without saying. The process goes with the lab. */
  async close(): Promise<number | null> {
    const closed = new Promise<number>(resolve => (this.#onClosed = resolve));
    this.#tell({ type: 'close' });
    const timer = setTimeout(() => this.kill(), closeGraceMs);
    const cpuMs = await Promise.race([closed, this.#gone.then(() => null)]);
    clearTimeout(timer);
    return cpuMs;
  }

  async #noteEnd(): Promise<void> {
    this.#goneReason = await this.#gone;
    this.#settle?.(this.#goneReason);
  }

  #tell(message: ToLaneProcess): void {
    if (this.#child.connected) this.#child.send(message);
  }

  #receive(message: FromLaneProcess): void {
    if (message.type === 'outcome') this.#settle?.(message.outcome);
    if (message.type === 'closed') this.#onClosed?.(message.cpuMs);
  }
}
