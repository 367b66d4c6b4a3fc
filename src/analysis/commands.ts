/** The command line to try next, ready to be copied. */
import { defaultSliceMs, defaultTasksPerWorker, hasWorkers, modes } from '../modes.ts';
import type { ModeId, OptionValue, RunRequest } from '../protocol.ts';

/** What a command needs to know of the work and how it was asked for. */
export interface Work {
  readonly workload: string;
  /** Those that were given: the others have their defaults. */
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly scale: number;
  readonly seed: number;
  readonly sliceMs: number;
  readonly tasksPerWorker: number;
  readonly uvThreads?: number;
}

export interface Lanes {
  readonly mode: ModeId;
  readonly workers: number;
}

export const workOf = ({ workloadId, ...asked }: Omit<RunRequest, 'id' | 'workloadUrl'>): Work => ({
  workload: workloadId,
  ...asked,
});

const isPlainWord = (text: string): boolean => /^[\w./:=@,+-]+$/.test(text);
const quoted = (text: string): string =>
  isPlainWord(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

const workWords = ({ workload, options, scale, seed }: Work): string[] => [
  quoted(workload),
  ...Object.entries(options).flatMap(([name, value]) => ['--set', quoted(`${name}=${value}`)]),
  ...(scale === 1 ? [] : ['--scale', String(scale)]),
  ...(seed === 1 ? [] : ['--seed', String(seed)]),
];

const laneWords = ({ mode, workers }: Lanes): string[] => [
  '--mode',
  mode,
  ...(hasWorkers(mode) ? ['--workers', String(workers)] : []),
];

/** What else was asked for and means anything to one of these modes, but for the words that stand there already. */
function tuning(work: Work, ids: readonly ModeId[], words: readonly string[]): string[] {
  const { sliceMs, tasksPerWorker, uvThreads } = work;
  const isAsync = ids.some(id => id === 'concurrent' || id === 'hybrid');
  const all: readonly (readonly [string, number | undefined, boolean])[] = [
    [
      '--tasks-per-worker',
      tasksPerWorker,
      ids.includes('hybrid') && tasksPerWorker !== defaultTasksPerWorker,
    ],
    ['--slice', sliceMs, isAsync && sliceMs !== defaultSliceMs],
    ['--uv-threads', uvThreads, uvThreads !== undefined],
  ];
  return all.flatMap(([flag, value, isMeant]) =>
    isMeant && !words.includes(flag) ? [flag, String(value)] : [],
  );
}

const inTicks = (words: readonly string[]): string => `\`${words.join(' ')}\``;

/** `jugglers run primes --mode parallel --workers 2`, between backticks. */
export const runCommand = (work: Work, lanes: Lanes, more: readonly string[] = []): string =>
  inTicks([
    'jugglers',
    'run',
    ...workWords(work),
    ...laneWords(lanes),
    ...tuning(work, [lanes.mode], more),
    ...more,
  ]);

const modesIn = (words: readonly string[], flag: string): ModeId[] =>
  (words[words.indexOf(flag) + 1] ?? '').split(',').filter((name): name is ModeId => name !== '');

const allModes = modes.map(({ id }) => id);

/** `more` holds everything but the work. */
export const compareCommand = (work: Work, more: readonly string[] = []): string => {
  const ids = more.includes('--modes') ? modesIn(more, '--modes') : allModes;
  return inTicks(['jugglers', 'compare', ...workWords(work), ...tuning(work, ids, more), ...more]);
};

/** `more` holds everything but the work. */
export const sweepCommand = (work: Work, more: readonly string[]): string => {
  const ids = more.includes('--mode') ? modesIn(more, '--mode') : [];
  return inTicks(['jugglers', 'sweep', ...workWords(work), ...tuning(work, ids, more), ...more]);
};
