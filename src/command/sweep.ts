/** The plan of a sweep: which number takes which values, in which mode. */
import { UsageError } from '../errors.ts';
import { maxWorkers, modes } from '../modes.ts';
import { thinned } from '../options/points.ts';
import type { ModeId } from '../protocol.ts';
import type { ExperimentPlan, SweptName, Variant } from '../state/experiment.ts';
import type { RunChoice } from '../state/state.ts';
import { roundsOf, usualRounds } from './compare.ts';
import { newId } from './new-id.ts';

export interface SweepSettings {
  /** What all points have in common; the swept number and the mode in it do not count. */
  readonly choice: RunChoice;
  readonly workloadTitle: string;
  /** Null: the mode that the swept number is about. */
  readonly mode: ModeId | null;
  /** One of them may hold several values: that one is swept. Null: not given. */
  readonly values: Readonly<Record<SweptName, readonly number[] | null>>;
  readonly repeat: number | null;
  readonly asksGuess: boolean;
  readonly usableCores: number;
}

/** Where the number makes a difference at all, the usual mode first. */
const modesFor: Readonly<Record<SweptName, readonly ModeId[]>> = {
  workers: ['parallel', ...modes.filter(({ hasWorkers }) => hasWorkers).map(({ id }) => id)],
  slice: ['concurrent', 'hybrid'],
  'tasks-per-worker': ['hybrid'],
  // The pool serves whatever does not block its thread, and forked processes have one each.
  'uv-threads': ['concurrent', 'hybrid', 'parallel', 'processes', 'spawn', 'sequential'],
};

const fields: Readonly<Record<SweptName, keyof RunChoice>> = {
  workers: 'workers',
  slice: 'sliceMs',
  'tasks-per-worker': 'tasksPerWorker',
  'uv-threads': 'uvThreads',
};

const names = Object.keys(fields) as SweptName[];

/** @throws {UsageError} if several numbers have several values, or the only one has but one. */
function sweptIn(values: SweepSettings['values']): SweptName {
  const several = names.filter(name => (values[name]?.length ?? 0) > 1);
  if (several.length > 1) {
    const options = several.map(name => `--${name}`).join(' and ');
    throw new UsageError(`${options}: expected several values for one of them only`);
  }
  const [swept] = several;
  if (!swept && values.workers) {
    throw new UsageError(
      `--workers: expected several values to sweep, such as 1..8 or 1,2,4; got \`${values.workers[0]}\``,
    );
  }
  return swept ?? 'workers';
}

function modeFor(swept: SweptName, mode: ModeId | null): ModeId {
  const able = modesFor[swept];
  if (mode === null) return able[0] as ModeId;
  if (able.includes(mode)) return mode;
  const expected = [...new Set(able)].join(', ');
  throw new UsageError(`--mode: \`${mode}\` does not depend on --${swept}: expected one of ${expected}`);
}

const defaultPoints = (usableCores: number): number[] =>
  thinned(1, Math.min(maxWorkers, Math.max(2, 2 * Math.ceil(usableCores))));

/** Numbers that were given one value; those that were not given stay as they are. */
const fixed = (values: SweepSettings['values'], swept: SweptName): Partial<RunChoice> =>
  Object.fromEntries(
    names.flatMap(name => (name !== swept && values[name] ? [[fields[name], values[name][0]]] : [])),
  );

/** @throws {UsageError} if there is nothing to sweep, too much, or a mode for which it means nothing. */
export function sweepPlan(settings: SweepSettings): ExperimentPlan {
  const { choice, values, workloadTitle, repeat, asksGuess, usableCores } = settings;
  const swept = sweptIn(values);
  const mode = modeFor(swept, settings.mode);
  const points = values[swept] ?? defaultPoints(usableCores);
  const variants: Variant[] = points.map(x => ({
    label: `${swept} ${x}`,
    choice: { ...choice, ...fixed(values, swept), mode, [fields[swept]]: x },
    x,
  }));
  return {
    id: newId(),
    kind: 'sweep',
    workloadTitle,
    variants,
    swept,
    ...roundsOf(repeat, usualRounds),
    asksGuess,
    guess: null,
  };
}
