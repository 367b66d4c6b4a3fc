/** What every mode offers to the run. */
import type { LabPort } from '../channel.ts';
import type { LaneJob, Outcome } from '../job.ts';
import type { Workload } from '../workload.ts';
import type { Losses } from '../losses.ts';

/** What a mode is given to open its lanes. */
export interface RunSetup {
  readonly job: LaneJob;
  readonly workload: Workload;
  readonly port: LabPort;
  readonly losses: Losses;
}

/** A mode's lanes, ready for tasks. */
export interface Lanes {
  /** Tasks that may be handed over and unfinished at once. */
  readonly slots: number;
  /** Runs one task on some lane; never rejects: a task whose lane dies has failed. */
  execute(task: number): Promise<Outcome>;
  /** Ends all lanes by force, and with them the tasks that are still in flight. */
  terminate(): void;
  /** Lets the lanes go; answers CPU milliseconds of further processes, null if one could not be asked. */
  close(): Promise<number | null>;
}

/** Opens the lanes of a mode; resolves when every one of them could take a task. */
export type Mode = (setup: RunSetup) => Promise<Lanes>;
