/** The seed texts' own numbers beside what was measured, in the same units, and what is wrong with them. */
import type { ModeId } from '../protocol.ts';
import type { RunReport } from './types.ts';

export interface ClaimRow {
  /** Row of the seed texts, such as `002-29`. */
  readonly row: string;
  readonly mode: ModeId;
  /** `all`: from the first start to the last end. */
  readonly what: 'all' | 'first result';
  /** What the text says. */
  readonly claim: string;
  /** What a unit of these numbers is. */
  readonly unit: string;
  readonly claimedUnits: number;
  /** By the model, which knows of no first results; null where there is no prediction. */
  readonly predictedUnits: number | null;
  /** Null where the run has no makespan, or the unit could not be measured. */
  readonly measuredUnits: number | null;
  /** What is wrong with it, or under which condition it holds. */
  readonly remark: string;
}

/** A unit in milliseconds of this run; null where it does not tell. */
type UnitMs = (report: RunReport) => number | null;

interface Claim {
  readonly row: string;
  readonly workload: string;
  /** Whether the run is set up as the text has it. */
  readonly applies: (report: RunReport) => boolean;
  readonly claim: string;
  readonly unit: string;
  readonly unitMs: UnitMs;
  /** By mode, for so many tasks and workers; modes that the text says nothing of are missing. */
  readonly claimed: Partial<Record<ModeId, (tasks: number, workers: number) => number>>;
  /** The same of the first result; absent where the text does not speak of it. */
  readonly claimedFirst?: Partial<Record<ModeId, number>>;
  readonly remark: string;
}

/** An option that was not given has the workload's default; a line that was typed holds texts. */
const numberOf = (report: RunReport, name: string, standard: number): number =>
  Number(report.options[name] ?? standard);
const choiceOf = (report: RunReport, name: string, standard: string): string =>
  String(report.options[name] ?? standard);

const meanOf = (values: readonly (number | null)[]): number | null => {
  const known = values.filter(value => value !== null);
  return known.length > 0 && known.length === values.length
    ? known.reduce((sum, value) => sum + value, 0) / known.length
    : null;
};

const partOf = (ms: number | null, parts: number): number | null => (ms === null ? null : ms / parts);

const meanCpuMs: UnitMs = ({ taskTimes }) => meanOf(taskTimes.map(({ cpuMs }) => cpuMs));
const always = (): boolean => true;
const fixed = (units: number) => (): number => units;
const each = (units: number) => (tasks: number) => units * tasks;

const seedDelayMs = (report: RunReport): number => numberOf(report, 'delay', 100) * report.scale;
const isPreset =
  (name: string) =>
  (report: RunReport): boolean =>
    choiceOf(report, 'preset', 'calls') === name;
const isPlainCalls = (report: RunReport): boolean =>
  isPreset('calls')(report) && numberOf(report, 'work', 0) === 0;

/** So many milliseconds of a preset, in the length that was asked for. */
const scaledMs =
  (ms: number): UnitMs =>
  ({ scale }) =>
    ms * scale;

const threeTasks = {
  row: '003-11',
  claim: '3 tasks of 3 s take 9 s with sync, 3.3 s with async, 3 s in parallel',
  unit: 'seconds of a task of 3 s',
  claimed: { sequential: each(3), concurrent: fixed(3.3), parallel: fixed(3) },
} as const;

const threeFiles = {
  workload: 'three-files',
  unit: 'the time to process one file',
  unitMs: (report: RunReport) => numberOf(report, 'unit', 0.8) * 1000 * report.scale,
} as const;

const claims: readonly Claim[] = [
  {
    ...threeFiles,
    row: '002-29',
    applies: report => report.tasks.total === 3 && choiceOf(report, 'disk', 'fast') === 'fast',
    claim: '3 files, 2 s to read and 1 s to process each: 9 s with sync, 3 s with async',
    claimed: { sequential: fixed(9), concurrent: fixed(3) },
    remark:
      'reads overlap, but one thread processes file after file: 5, not 3; 3 takes a core for each file, two cores need 4 (hybrid)',
  },
  {
    ...threeTasks,
    workload: 'hash-chain',
    applies: always,
    unitMs: report => partOf(meanCpuMs(report), 3),
    remark:
      'true of tasks that wait; these compute, so async takes as long as sync, and parallel takes one core for each task',
  },
  {
    ...threeTasks,
    workload: 'http-calls',
    applies: isPlainCalls,
    unitMs: report => partOf(seedDelayMs(report), 3),
    remark:
      'these tasks wait: async holds all of them in the air; parallel needs a worker for each, as every wait blocks one',
  },
  {
    row: '003-13',
    workload: 'http-calls',
    applies: isPreset('web'),
    claim: 'requests of 95 ms waiting and 5 ms computing: one process handles 1,000 of them at once',
    unit: 'milliseconds, where one request takes 100',
    unitMs: scaledMs(1),
    claimed: { sequential: each(100), concurrent: fixed(100) },
    remark:
      '5 ms of CPU each are 200 requests a second on a core: it is full with 20 in the air, and 1,000 take 5 s, not 0.1; two loops (hybrid on 2 cores) halve that',
  },
  {
    row: '003-16',
    workload: 'http-calls',
    applies: isPreset('library'),
    claim:
      'a librarian helps 4 people an hour one after another, 20 an hour taking turns; five librarians 5 at the same time',
    unit: 'minutes for 20 people',
    unitMs: scaledMs(10),
    claimed: {
      sequential: each(15),
      concurrent: each(3),
      parallel: (tasks, workers) => (tasks / workers) * 15,
    },
    remark:
      '5 minutes at the books, as the text has it, give up to 12 an hour one after another, not 4; its numbers fit 3 minutes of help and 12 away. Then five librarians who wait (`--workers 5`) do as much as one who takes turns: 20 an hour; the last of the 20 is away for 12 minutes more',
  },
  {
    row: '004-5',
    workload: 'http-calls',
    applies: isPreset('turns'),
    claim:
      'fetching 30 s and statistics of 12 s, in turns of 5 + 2 s: the first result after 7 s instead of 42',
    unit: 'seconds of the text',
    unitMs: scaledMs(100),
    claimed: { sequential: fixed(42), concurrent: fixed(42) },
    claimedFirst: { sequential: 7, concurrent: 7 },
    remark:
      'in turns the first result comes sooner, but the total stays 42; fetching is waiting, and overlapped with the statistics of the part before (concurrent, over the same one connection) all of it takes 32',
  },
  {
    row: '004-1',
    workload: 'a-and-b',
    applies: report => numberOf(report, 'b', 2) === 2 * numberOf(report, 'a', 1),
    claim: 'A takes 10 s, B 20 s: 30 s not in parallel, 20 s in parallel',
    unit: 'seconds, where A takes 10',
    unitMs: ({ taskTimes }) => partOf(taskTimes[0]?.cpuMs ?? null, 10),
    claimed: { sequential: fixed(30), concurrent: fixed(30), parallel: fixed(20) },
    remark:
      'holds for work on two cores; if A and B only waited, one thread would need no more than 20 either',
  },
  {
    row: '000-2',
    workload: 'breakfast',
    applies: report => numberOf(report, 'guests', 1) === 1,
    claim: 'toast, then eggs, then put them together; clones or waiting side by side save the shorter wait',
    unit: 'seconds of toast 3, eggs 4, assembling 0.5',
    unitMs: ({ scale }) => 1000 * scale,
    claimed: {
      sequential: fixed(7.5),
      concurrent: fixed(4.5),
      parallel: fixed(4.5),
      spawn: fixed(4.5),
    },
    remark: 'the text has no times: these are the defaults of the workload. Clones also cost their start-up',
  },
];

const firstEndMs = ({ taskTimes }: RunReport): number | null => {
  const ends = taskTimes.flatMap(({ state, endMs }) => (state === 'done' && endMs !== null ? [endMs] : []));
  return ends.length === 0 ? null : Math.min(...ends);
};

const rowsOf = (claim: Claim, report: RunReport): readonly ClaimRow[] => {
  if (claim.workload !== report.workload || !claim.applies(report)) return [];
  const { row, unit, remark } = claim;
  const { mode, makespanMs, predicted, tasks, workers } = report;
  const unitMs = claim.unitMs(report);
  const units = (ms: number | null): number | null =>
    ms === null || unitMs === null || unitMs <= 0 ? null : ms / unitMs;
  const about = { row, mode, claim: claim.claim, unit };
  const first = claim.claimedFirst?.[mode];
  const all = claim.claimed[mode]?.(tasks.total, workers);
  return [
    ...(first === undefined
      ? []
      : [
          {
            ...about,
            what: 'first result' as const,
            claimedUnits: first,
            predictedUnits: null,
            measuredUnits: units(firstEndMs(report)),
            remark,
          },
        ]),
    ...(all === undefined
      ? []
      : [
          {
            ...about,
            what: 'all' as const,
            claimedUnits: all,
            predictedUnits: units(predicted?.makespanMs ?? null),
            measuredUnits: units(makespanMs),
            remark,
          },
        ]),
  ];
};

/** What the seed texts say of this workload in this mode; empty where they say nothing. */
export const claimsFor = (report: RunReport): readonly ClaimRow[] =>
  claims.flatMap(claim => rowsOf(claim, report));
