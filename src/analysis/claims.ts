/** The seed texts' own numbers beside what was measured, in the same units, and what is wrong with them. */
import type { ModeId } from '../protocol.ts';
import type { RunReport } from './types.ts';

export interface ClaimRow {
  /** Row of the seed texts, such as `002-29`. */
  readonly row: string;
  readonly mode: ModeId;
  /** What the text says. */
  readonly claim: string;
  /** What a unit of both numbers is. */
  readonly unit: string;
  readonly claimedUnits: number;
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
  /** By mode, for so many tasks; modes that the text says nothing of are missing. */
  readonly claimed: Partial<Record<ModeId, (tasks: number) => number>>;
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
const isPlainCalls = (report: RunReport): boolean => choiceOf(report, 'preset', 'calls') === 'calls';

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
    ...threeFiles,
    row: '004-5',
    applies: always,
    claim:
      'fetching 30 s and statistics of 12 s in turns of 5 + 2 s: the first result after 7 s instead of 42',
    claimed: { sequential: each(3) },
    remark:
      'in turns the total stays the sum, only the first result comes sooner; fetching is waiting, so overlapping it would save most of it (32 of 42). Here: three parts of 2 + 1 instead of six of 5 + 2',
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
    applies: isPlainCalls,
    claim: 'requests of 95 ms waiting and 5 ms computing: 1,000 at once on one process',
    unit: 'milliseconds of a request of 100 ms',
    unitMs: report => partOf(seedDelayMs(report), 100),
    claimed: { concurrent: fixed(100) },
    remark:
      '5 ms of CPU each are 200 requests a second on a core: it is full with 20 in the air, and 1,000 take 5 s, not 0.1. Here a call computes far less than 5 ms, so more of them fit',
  },
  {
    row: '003-16',
    workload: 'thumbnails',
    applies: always,
    claim:
      'a librarian helps 4 people an hour one after another, 20 an hour taking turns; five of them 5 at once',
    unit: 'minutes, where one person takes 15',
    unitMs: ({ taskTimes }) =>
      partOf(
        meanOf(
          taskTimes.map(({ cpuMs, waitMs }) => (cpuMs === null || waitMs === null ? null : cpuMs + waitMs)),
        ),
        15,
      ),
    claimed: { sequential: each(15), concurrent: each(3) },
    remark:
      '5 minutes at the books would give 12 an hour, not 4; the numbers fit 3 minutes of help and 12 away. Here a picture is the person: about as much work as wait, so taking turns gains less than 5 times',
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

const rowOf = (claim: Claim, report: RunReport): readonly ClaimRow[] => {
  const claimed = claim.claimed[report.mode];
  if (!claimed || claim.workload !== report.workload || !claim.applies(report)) return [];
  const unitMs = claim.unitMs(report);
  const isKnown = unitMs !== null && unitMs > 0 && report.makespanMs !== null;
  return [
    {
      row: claim.row,
      mode: report.mode,
      claim: claim.claim,
      unit: claim.unit,
      claimedUnits: claimed(report.tasks.total),
      measuredUnits: isKnown ? (report.makespanMs as number) / unitMs : null,
      remark: claim.remark,
    },
  ];
};

/** What the seed texts say of this workload in this mode; empty where they say nothing. */
export const claimsFor = (report: RunReport): readonly ClaimRow[] =>
  claims.flatMap(claim => rowOf(claim, report));
