/** The command line to try next, ready to be copied. */
import { modes } from '../modes.ts';
import type { ModeId, OptionValue, RunRequest } from '../protocol.ts';

/** What a command needs to know of the work; a RunRequest has it, and a report. */
export interface Work {
  readonly workload: string;
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly scale: number;
  readonly seed: number;
}

export interface Lanes {
  readonly mode: ModeId;
  readonly workers: number;
}

export const workOf = ({ workloadId, options, scale, seed }: RunRequest): Work => ({
  workload: workloadId,
  options,
  scale,
  seed,
});

/** A picker sends all options; a line that names more than these would hide what matters in it. */
const mostSettings = 3;

const isPlainWord = (text: string): boolean => /^[\w./:=@,+-]+$/.test(text);
const quoted = (text: string): string =>
  isPlainWord(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

const settings = (options: Work['options']): string[] => {
  const all = Object.entries(options);
  return all.length > mostSettings
    ? []
    : all.flatMap(([name, value]) => ['--set', quoted(`${name}=${value}`)]);
};

const workWords = ({ workload, options, scale, seed }: Work): string[] => [
  quoted(workload),
  ...settings(options),
  ...(scale === 1 ? [] : ['--scale', String(scale)]),
  ...(seed === 1 ? [] : ['--seed', String(seed)]),
];

const laneWords = ({ mode, workers }: Lanes): string[] => [
  '--mode',
  mode,
  ...(modes.find(({ id }) => id === mode)?.hasWorkers ? ['--workers', String(workers)] : []),
];

const inTicks = (words: readonly string[]): string => `\`${words.join(' ')}\``;

/** `jugglers run primes --mode parallel --workers 2`, between backticks. */
export const runCommand = (work: Work, lanes: Lanes, more: readonly string[] = []): string =>
  inTicks(['jugglers', 'run', ...workWords(work), ...laneWords(lanes), ...more]);

export const compareCommand = (work: Work, more: readonly string[] = []): string =>
  inTicks(['jugglers', 'compare', ...workWords(work), ...more]);

export const sweepCommand = (work: Work, more: readonly string[]): string =>
  inTicks(['jugglers', 'sweep', ...workWords(work), ...more]);
