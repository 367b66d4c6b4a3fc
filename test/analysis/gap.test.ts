import { describe, expect, test } from 'vitest';
import { buildReport } from '../../src/analysis/report.ts';
import type { Gap, RunReport } from '../../src/analysis/types.ts';
import type { LaneState, PastRun, RunState } from '../../src/state/state.ts';
import type { Done, RunOptions } from './build.ts';
import { dealt, finishedRun, pastOf, startMs, stateOf } from './build.ts';

const inTurn = (done: readonly Done[]): RunState => finishedRun(done, { request: { mode: 'sequential' } });
const four = { run: 1000 };
const calibrated = [pastOf(inTurn(dealt(4, ['main'], four)))];

const reportOf = (
  done: readonly Done[],
  options: RunOptions = {},
  past: readonly PastRun[] = calibrated,
): RunReport => {
  const report = buildReport(stateOf(finishedRun(done, options), { past }));
  if (!report) throw new Error('no report');
  return report;
};

const gapOf = (...args: Parameters<typeof reportOf>): Gap => {
  const { gap } = reportOf(...args);
  if (!gap) throw new Error('no gap');
  return gap;
};

const told = ({ parts, unexplainedMs }: Gap) => ({
  parts: parts.map(({ cause, ms }) => [cause, Math.round(ms)]),
  unexplainedMs: Math.round(unexplainedMs),
});

const onTwo = (each: Omit<Done, 'lane' | 'from'>) => dealt(4, ['w1', 'w2'], each);

/** The lanes of a run with what the kernel counted for their threads. */
const withLanes = (
  done: readonly Done[],
  more: Partial<LaneState>,
  run: Partial<RunState> = {},
): RunState => {
  const one = finishedRun(done);
  return { ...one, ...run, lanes: one.lanes.map(lane => ({ ...lane, ...more })) };
};

const gapOfRun = (run: RunState, past = calibrated): Gap => {
  const gap = buildReport(stateOf(run, { past }))?.gap;
  if (!gap) throw new Error('no gap');
  return gap;
};

const usage = {
  spanMs: 4000,
  busyMs: [4000, 4000],
  stealMs: 0,
  dashboardCpuMs: 0,
  probeCpuMs: 0,
  subjectCpuMs: 4000,
  throttledMs: null,
};

describe('where predictions come from', () => {
  test('the sequential run of the same work, whatever this one measured under its own contention', () => {
    const report = reportOf(onTwo({ run: 1500 }));
    expect(report.predicted).toMatchObject({ makespanMs: 2000, calibratedBy: 'sequential' });
    expect(report.gap).toMatchObject({ ms: 1000, percent: 50 });
  });

  test('the middle one of several, and never one that is more contended than the run itself', () => {
    const runs = [900, 1000, 1800].map(run => pastOf(inTurn(dealt(4, ['main'], { run }))));
    expect(reportOf(onTwo(four), {}, runs).predicted?.makespanMs).toBe(2000);
    const contended = pastOf(finishedRun(onTwo({ run: 3000 })));
    const own = reportOf(dealt(4, ['main'], four), { request: { mode: 'sequential' } }, [contended]);
    expect(own.predicted?.makespanMs).toBe(4000);
    expect(own.predicted).not.toHaveProperty('calibratedBy');
  });

  test('other work, and another number of tasks, is no calibration', () => {
    const other = inTurn(dealt(4, ['main'], { run: 5000 }));
    const scaled = pastOf({ ...other, request: { ...other.request, scale: 2 } });
    const fewer = pastOf(inTurn(dealt(3, ['main'], { run: 5000 })));
    expect(reportOf(onTwo(four), {}, [scaled, fewer]).predicted?.makespanMs).toBe(2000);
  });
});

describe('the gap, by its counters', () => {
  test('none', () => {
    expect(gapOf(onTwo(four))).toEqual({ ms: 0, percent: 0, parts: [], unexplainedMs: 0 });
  });

  test('CPU that grew', () => {
    const gap = gapOf(onTwo({ run: 1400 }));
    expect(told(gap)).toEqual({ parts: [['cpu', 800]], unexplainedMs: 0 });
    expect(gap.parts[0]?.evidence).toBe(
      'the same tasks took 5.6 s of CPU here, 4.0 s in the calibration: memory, a shared physical core or a lower clock',
    );
  });

  test('CPU that shrank made the run shorter', () => {
    expect(told(gapOf(onTwo({ run: 700 })))).toEqual({ parts: [['cpu', -600]], unexplainedMs: 0 });
  });

  test('runnable without a core', () => {
    const run = withLanes(onTwo({ run: 1500, cpu: 1000 }), { runQueueMs: 1000 }, { usage, cpuMs: 4000 });
    const gap = gapOfRun(run);
    expect(told(gap)).toEqual({ parts: [['run-queue', 1000]], unexplainedMs: 0 });
    expect(gap.parts[0]?.evidence).toBe(
      'lanes stood runnable without a core for 2.0 s in all; other processes used 33 % of all cores',
    );
  });

  test('the CPU quota', () => {
    const throttled = { ...usage, throttledMs: 1000 };
    const gap = gapOfRun(withLanes(onTwo({ run: 1500, cpu: 1000 }), {}, { usage: throttled }));
    expect(told(gap)).toEqual({ parts: [['throttled', 1000]], unexplainedMs: 0 });
    expect(gap.parts[0]?.evidence).toBe('cgroup throttled for 1.0 s');
  });

  test('the hypervisor', () => {
    const stolen = { ...usage, stealMs: 2000 };
    const gap = gapOfRun(withLanes(onTwo({ run: 1500, cpu: 1000 }), {}, { usage: stolen }));
    expect(told(gap)).toEqual({ parts: [['steal', 1000]], unexplainedMs: 0 });
  });

  test('off the core, and no counter tells why: unexplained, not invented', () => {
    expect(told(gapOf(onTwo({ run: 1500, cpu: 1000 })))).toEqual({ parts: [], unexplainedMs: 1000 });
  });

  test('what other processes had of cores that were all busy', () => {
    const late = onTwo({ run: 1500, cpu: 1000 });
    const gap = gapOfRun(withLanes(late, {}, { usage, cpuMs: 4000 }));
    expect(told(gap)).toEqual({ parts: [['others', 1000]], unexplainedMs: 0 });
    expect(gap.parts[0]?.evidence).toBe('other processes used 33 % of all cores, which were busy for 100 %');
    // With cores to spare they are no reason.
    const idle = { ...usage, busyMs: [3000, 3000] };
    expect(told(gapOfRun(withLanes(late, {}, { usage: idle, cpuMs: 3000 }))).parts).toEqual([]);
  });

  test('counters never explain more than there is', () => {
    const throttled = { ...usage, throttledMs: 9000, stealMs: 9000 };
    const run = withLanes(onTwo({ run: 1500, cpu: 1000 }), { runQueueMs: 9000 }, { usage: throttled });
    expect(told(gapOfRun(run))).toEqual({ parts: [['throttled', 1000]], unexplainedMs: 0 });
  });

  test('waits that grew', () => {
    const past = [pastOf(inTurn(dealt(4, ['main'], { run: 100, wait: 900 })))];
    const gap = gapOf(onTwo({ run: 100, wait: 1200 }), {}, past);
    expect(told(gap)).toEqual({ parts: [['waits', 600]], unexplainedMs: 0 });
    expect(gap.parts[0]?.evidence).toBe('the tasks waited 4.8 s here, 3.6 s in the calibration');
  });

  test('lanes idle at the end: the tasks were dealt out unevenly', () => {
    const uneven = [0, 1, 2].map(place => ({ lane: 'w1', from: place * 1000, run: 1000 }));
    const gap = gapOf([...uneven, { lane: 'w2', from: 0, run: 1000 }]);
    expect(told(gap)).toEqual({ parts: [['imbalance', 1000]], unexplainedMs: 0 });
    expect(gap.parts[0]?.evidence).toBe(
      'the last lane worked 3.0 s; the others stood idle at the end for 2.0 s in all',
    );
  });

  test('lanes without a task between two tasks', () => {
    const late = ['w1', 'w2'].flatMap(lane => [
      { lane, from: 100, run: 1000 },
      { lane, from: 1300, run: 1000 },
    ]);
    expect(told(gapOf(late))).toEqual({ parts: [['hand-over', 300]], unexplainedMs: 0 });
  });

  test('clones: their ends and what lies between', () => {
    const options: RunOptions = { request: { mode: 'spawn' }, startupMs: 50 };
    const done = [0, 1].flatMap(round =>
      ['s1', 's2'].map(lane => ({ lane: `${lane}${round}`, from: 50 + round * 1150, run: 1000 })),
    );
    const run = finishedRun(done, options);
    const lanes = done.map(({ lane, from }) => ({
      ...(run.lanes[1] as LaneState),
      id: lane,
      openedAtMs: startMs + from,
    }));
    // Two rounds of 1 s with a start-up of 50 ms between them are predicted; 100 ms lay there, too.
    const gap = gapOfRun({ ...run, lanes, makespanMs: 2150 });
    expect(told(gap)).toEqual({ parts: [['hand-over', 100]], unexplainedMs: 0 });
    const late = lanes.map((lane, index) => ({ ...lane, startupMs: index < 2 ? 50 : 150 }));
    expect(told(gapOfRun({ ...run, lanes: late, makespanMs: 2150 }))).toEqual({
      parts: [['start-up', 100]],
      unexplainedMs: 0,
    });
  });

  test("the loop's own work", () => {
    const past = [pastOf(inTurn(dealt(4, ['main'], { run: 100, wait: 500 })))];
    const done = [0, 1, 2, 3].map(index => ({
      lane: 'main',
      from: 0,
      run: 100,
      wait: 500,
      ready: 300 + index * 100,
    }));
    const run = finishedRun(done, { request: { mode: 'concurrent' } });
    const state = stateOf(run, { past });
    const loop = { utilizationTotal: 0.6, stalls: [] } as const;
    const process = { pid: 10, loop } as unknown as (typeof state.processes)[number];
    const gap = buildReport({ ...state, processes: [process] })?.gap;
    // 900 ms are predicted; the loop was busy for 720 ms, the tasks for 400 of them.
    expect(gap && told(gap)).toEqual({ parts: [['event-loop', 300]], unexplainedMs: 0 });
  });

  test('not of a run that did not do all of its work', () => {
    const run = { ...finishedRun(onTwo(four)), wasCancelled: true };
    expect(buildReport(stateOf(run))?.gap).toBeNull();
  });
});

test("the loop's own work is measured in an earlier concurrent run", () => {
  const done = [0, 1, 2, 3].map(() => ({ lane: 'main', from: 0, run: 100, wait: 500 }));
  const before = finishedRun(done, { request: { mode: 'concurrent' }, run: { makespanMs: 1000 } });
  const past = [
    pastOf(inTurn(dealt(4, ['main'], { run: 100, wait: 500 }))),
    // Busy for 600 ms, of which the tasks used 400: 50 ms for each wait.
    { ...pastOf(before), loopUtilization: 0.6 },
  ];
  const concurrent: RunOptions = { request: { mode: 'concurrent' } };
  expect(reportOf(done, concurrent, past).predicted?.makespanMs).toBeCloseTo(500 + 4 * 150);
  expect(reportOf(done, concurrent, past.slice(0, 1)).predicted?.makespanMs).toBe(900);
  // A loop that was off its core counts as busy, too: of its CPU only 100 ms were not the tasks'.
  const lanes = before.lanes.map(lane => ({ ...lane, cpuMs: 500 }));
  const disturbed = past.with(1, { ...pastOf({ ...before, lanes }), loopUtilization: 0.6 });
  expect(reportOf(done, concurrent, disturbed).predicted?.makespanMs).toBeCloseTo(500 + 4 * 125);
});
