/** The engine alone: real subjects, tiny workloads, the state as the dashboard keeps it. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { Experiment } from '../../src/command/experiment.ts';
import type { Session } from '../../src/command/session.ts';
import { createSession } from '../../src/command/session.ts';
import type { ExperimentPlan } from '../../src/state/experiment.ts';
import type { Event, RunChoice, State } from '../../src/state/state.ts';
import { initialState, update } from '../../src/state/update.ts';

vi.mock('../../src/paths.ts', () => import('../helpers/built.ts'));

/** One task; `fail` makes it throw, `die` ends its process, `pool` tells the size of libuv's pool. */
const source = `export default {
  id: 'one', title: 'One', story: '', kind: 'cpu', teaches: '', rows: [],
  options: [{ name: 'do', type: 'string', choices: ['work', 'fail', 'die', 'last'], default: 'work', help: '' }],
  plan: ({ options }) => [{ name: 'one', input: options.do }],
  async run(what, context) {
    if (what === 'fail') throw new Error('on purpose');
    if (what === 'die') process.kill(process.pid, 'SIGKILL');
    if (what === 'last') for (;;) await context.checkpoint();
    return String(process.env.UV_THREADPOOL_SIZE);
  },
};`;

const folder = mkdtempSync(join(tmpdir(), 'jugglers-test-'));
const file = join(folder, 'one.mjs');
writeFileSync(file, source);

const choice = (what: string, more: Partial<RunChoice> = {}): RunChoice => ({
  workloadId: file,
  mode: 'sequential',
  workers: 1,
  tasksPerWorker: 1,
  sliceMs: 10,
  seed: 1,
  scale: 1,
  options: { do: what },
  ...more,
});

const planOf = (choices: readonly RunChoice[], more: Partial<ExperimentPlan> = {}): ExperimentPlan => ({
  id: 'e1',
  kind: 'compare',
  workloadTitle: 'One',
  variants: choices.map((each, index) => ({ label: `#${index}`, choice: each, x: null })),
  swept: null,
  leastRounds: 1,
  mostRounds: 1,
  asksGuess: false,
  guess: null,
  ...more,
});

let session: Session | null = null;
afterEach(async () => {
  await session?.stop();
  session = null;
});

function begin(plan: ExperimentPlan, onEvent: (event: Event, experiment: Experiment) => void = () => {}) {
  const events: Event[] = [];
  let state: State = initialState(systemClock.nowMs());
  let experiment: Experiment | null = null;
  const dispatch = (event: Event): void => {
    events.push(event);
    state = update(state, event);
    experiment?.heard(event);
    if (experiment) onEvent(event, experiment);
  };
  session = createSession(systemClock, dispatch);
  const host = { clock: systemClock, session, cwd: folder, dispatch, getState: () => state };
  experiment = new Experiment(plan, host);
  return { experiment, dispatch, events, getState: () => state };
}

const runsIn = (state: State) => state.experiment?.runs ?? [];

test('rounds are interleaved, the first being the warm-up, each run in a fresh subject', async () => {
  const { experiment, events, getState } = begin(
    planOf([choice('work'), choice('work', { mode: 'parallel' })], { leastRounds: 2, mostRounds: 2 }),
  );
  expect(await experiment.ended).toBeNull();
  expect(runsIn(getState()).map(({ round, variant }) => [round, variant])).toEqual([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
    [2, 0],
    [2, 1],
  ]);
  expect(runsIn(getState()).map(({ report }) => report.mode)).toEqual([
    'sequential',
    'parallel',
    'sequential',
    'parallel',
    'sequential',
    'parallel',
  ]);
  expect(getState().experiment).toMatchObject({ phase: 'finished', endReason: 'all 2 rounds were run' });
  const pids = events.flatMap(event => (event.type === 'subject-started' ? [event.pid] : []));
  expect(new Set(pids).size).toBe(6);
});

test('one run is over, and its subject gone, before the next is asked for', async () => {
  const { experiment, events } = begin(planOf([choice('work'), choice('work')]));
  await experiment.ended;
  const steps = events
    .map(({ type }) => type)
    .filter(type => ['run-asked', 'run-finished', 'subject-lost', 'experiment-run-ended'].includes(type));
  expect(steps).toEqual(
    Array.from({ length: 4 }, () => [
      'run-asked',
      'run-finished',
      'subject-lost',
      'experiment-run-ended',
    ]).flat(),
  );
});

test('it stops early once it is sure', async () => {
  // A single variant has nobody to be told apart from.
  const { experiment, getState } = begin(planOf([choice('work')], { leastRounds: 2, mostRounds: 50 }));
  await experiment.ended;
  expect(getState().experiment?.endReason).toBe('sure enough after 2 rounds');
  expect(runsIn(getState())).toHaveLength(3);
});

test('a task that fails and a subject that dies are reported, and the others go on', async () => {
  const { experiment, getState } = begin(planOf([choice('fail'), choice('die'), choice('work')]));
  expect(await experiment.ended).toBeNull();
  expect(
    runsIn(getState()).map(({ report }) => [report.ended, report.tasks.failed, report.tasks.done]),
  ).toEqual([
    ['finished', 1, 0],
    ['lost', expect.any(Number), 0],
    ['finished', 0, 1],
    ['finished', 1, 0],
    ['lost', expect.any(Number), 0],
    ['finished', 0, 1],
  ]);
});

test('a workload that is refused ends it with that error', async () => {
  const { experiment, getState } = begin(planOf([choice('work'), choice('nonsense'), choice('work')]));
  const error = await experiment.ended;
  expect(error?.exitCode).toBe(2);
  expect(error?.message).toContain('nonsense');
  expect(getState().experiment?.phase).toBe('cancelled');
  expect(runsIn(getState())).toHaveLength(1);
});

test('cancel stops the run that goes on, and no other begins', async () => {
  const { experiment, events, getState } = begin(
    planOf([choice('last'), choice('work')]),
    (event, running) => {
      if (event.type === 'run-started') running.cancel();
    },
  );
  expect(await experiment.ended).toBeNull();
  expect(getState().experiment).toMatchObject({ phase: 'cancelled', endReason: 'cancelled', current: null });
  expect(runsIn(getState()).map(({ report }) => report.ended)).toEqual(['cancelled']);
  expect(events.filter(({ type }) => type === 'run-asked')).toHaveLength(1);
});

test('cancel while the subject comes up reaches it once it is there', async () => {
  const { experiment, events, getState } = begin(
    planOf([choice('last'), choice('work')]),
    (event, running) => {
      if (event.type === 'run-asked') running.cancel();
    },
  );
  await experiment.ended;
  expect(getState().experiment?.phase).toBe('cancelled');
  expect(events.filter(({ type }) => type === 'run-asked')).toHaveLength(1);
  expect(events.filter(({ type }) => type === 'run-finished').length).toBeLessThanOrEqual(1);
});

test('nothing runs before the guess is made', async () => {
  const { experiment, dispatch, events, getState } = begin(planOf([choice('work')], { asksGuess: true }));
  expect(getState().experiment?.phase).toBe('guessing');
  expect(events.map(({ type }) => type)).toEqual(['experiment-asked']);
  const guess = { variant: 0, factor: null };
  dispatch({ type: 'action', atMs: systemClock.nowMs(), action: { type: 'guess', guess } });
  await experiment.ended;
  expect(getState().experiment).toMatchObject({ phase: 'finished', guess });
});

test('cancelled before the guess, it ends without a run', async () => {
  const { experiment, events, getState } = begin(planOf([choice('work')], { asksGuess: true }));
  experiment.cancel();
  await experiment.ended;
  expect(getState().experiment?.phase).toBe('cancelled');
  expect(events.map(({ type }) => type)).toEqual(['experiment-asked', 'experiment-ended']);
});

test('the size of libuv’s pool is that of the variant', async () => {
  const { experiment, getState } = begin(planOf([2, 7, 7].map(uvThreads => choice('work', { uvThreads }))));
  await experiment.ended;
  const checksums = runsIn(getState()).map(({ report }) => report.checksum);
  expect(checksums[1]).toBe(checksums[2]);
  expect(checksums[0]).not.toBe(checksums[1]);
});
