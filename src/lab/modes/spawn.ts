/** A fresh worker thread for every task and no pool: the price of cloning yourself. */
import { Worker } from 'node:worker_threads';
import { nowMs } from '../../clock.ts';
import { messageOf } from '../../errors.ts';
import { entryUrl } from '../../paths.ts';
import { startBlockingIo } from '../blocking-io.ts';
import type { BlockingIo } from '../blocking-io.ts';
import type { Outcome } from '../job.ts';
import type { CloneData, FromThread } from '../thread-data.ts';
import type { Mode, RunSetup } from './mode.ts';

/** A clone that has said how its task ended, but does not go (it left a timer or a socket behind), is made to. */
const leaveGraceMs = 200;

export const spawn: Mode = async setup => {
  const io = await startBlockingIo();
  const clones = new Set<Worker>();
  let isEnding = false;
  let cloned = 0;
  const execute = (task: number): Promise<Outcome> => {
    cloned += 1;
    return runClone(setup, io, { clones, lane: `s${cloned}`, task, isEnding: () => isEnding });
  };
  const terminate = (): void => {
    isEnding = true;
    for (const clone of clones) void clone.terminate();
  };
  const close = async (): Promise<number> => {
    io.close();
    return 0;
  };
  return { slots: setup.job.request.workers, execute, terminate, close };
};

interface Clone {
  readonly clones: Set<Worker>;
  readonly lane: string;
  readonly task: number;
  isEnding(): boolean;
}

/** Resolves once the thread is gone: its end is part of its price. */
function runClone(
  setup: RunSetup,
  io: BlockingIo,
  { clones, lane, task, isEnding }: Clone,
): Promise<Outcome> {
  const worker = new Worker(entryUrl('lane-thread'), {
    workerData: cloneData(setup, lane, task),
    name: lane,
  });
  clones.add(worker);
  let outcome: Outcome | null = null;
  let reason: string | null = null;
  worker.on('message', (message: FromThread) => {
    if (message.type === 'lane-needs-io') io.connect(message);
    if (message.type !== 'clone-done') return;
    outcome = message.outcome;
    setTimeout(() => void worker.terminate(), leaveGraceMs).unref();
  });
  worker.on('error', error => (reason = messageOf(error)));
  return new Promise(resolve => {
    worker.once('exit', code => {
      clones.delete(worker);
      resolve(
        outcome ?? lostClone(setup, lane, task, isEnding(), reason ?? `the thread exited with code ${code}`),
      );
    });
  });
}

function cloneData({ job }: RunSetup, lane: string, task: number): CloneData {
  const input = job.inputs[task];
  return { type: 'clone', job: { ...job, inputs: [] }, lane, task, input, askedAtMs: nowMs() };
}

function lostClone(
  { losses }: RunSetup,
  lane: string,
  task: number,
  isEnding: boolean,
  reason: string,
): Outcome {
  losses.laneLost(lane, reason);
  return isEnding ? losses.taskEnded(task) : losses.taskFailed(task, lane, reason);
}
