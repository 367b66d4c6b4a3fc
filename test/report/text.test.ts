import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { buildReport } from '../../src/analysis/report.ts';
import type { RunReport } from '../../src/analysis/types.ts';
import { progressLine, summaryLines } from '../../src/report/text.ts';
import { dealt, finishedRun, stateOf } from '../analysis/build.ts';
import { parallelReport } from '../fixtures/reports.ts';
import { finished, replay, request, running, trace } from '../state/build.ts';

const report = (): RunReport => {
  const past = [{ request: request({ mode: 'sequential' }), makespanMs: 7600, checksum: 'abc', lagMaxMs: 1 }];
  const run = finishedRun(dealt(8, ['w1', 'w2'], { run: 1000 }), { run: { cpuMs: 8050 } });
  return buildReport(stateOf(run, { past })) as RunReport;
};

test('the summary of a finished run', () => {
  expect(summaryLines(report(), 100)).toEqual([
    'jugglers: w, parallel x2',
    'tasks       8 of 8 done',
    'makespan    4.0 s; CPU 8.1 s; start-up before it 50 ms',
    'predicted   4.0 s: CPU work of 8.0 s divided over 2 lanes',
    'speedup     1.90 against sequential (7.6 s), efficiency 95 %',
    'at once     in flight 2, running 2',
    'lanes       computing 8.0 s, waiting 0 ms, idle 0 ms; their start-ups 40 ms in all',
    'event loop  not measured',
    'machine     Example CPU, 2 usable cores of 2; Node 24.21.0',
    'checksum    abc',
    "verdict     cpu-bound: 100 % of the tasks' time is CPU work (8.0 s of 8.0 s), the rest waiting",
    'next        nothing to gain: the CPU work fills 2 usable cores; only more cores or less work would',
    '            help',
  ]);
});

test.each([40, 60, 80, 200])('no line is wider than %i cells', width => {
  for (const line of summaryLines(report(), width)) expect(stringWidth(line)).toBeLessThanOrEqual(width);
});

test('a lost run says so first; what was dropped is said; what was not measured too', () => {
  const lost: RunReport = {
    ...report(),
    ended: 'lost',
    reason: 'killed by SIGKILL',
    makespanMs: null,
    cpuMs: null,
    checksum: null,
    predicted: null,
    speedup: null,
    costs: null,
    machine: null,
    tasks: { total: 8, done: 5, failed: 2, cancelled: 1 },
    dropped: { traceRecords: 3, messages: 1, taskTimes: 0 },
  };
  expect(summaryLines(lost, 100).slice(0, 8)).toEqual([
    'jugglers: w, parallel x2',
    'lost        killed by SIGKILL',
    'tasks       5 of 8 done, 2 failed, 1 cancelled',
    'makespan    not measured; CPU not measured; start-up before it 50 ms',
    'at once     in flight 2, running 2',
    'event loop  not measured',
    'dropped     3 task steps, 1 message',
    'checksum    none',
  ]);
});

test('no text of the subject reaches the terminal as a command', () => {
  const evil: RunReport = { ...report(), workload: 'x\u001b[2J', ended: 'lost', reason: 'y\u009b2J\r' };
  const lines = summaryLines(evil, 100);
  expect(lines[0]).toBe(String.raw`jugglers: x\x1b[2J, parallel x2`);
  expect(lines[1]).toBe(String.raw`lost        y\x9b2J\r`);
});

test('a missed prediction is explained, part by part; a good one needs no words', () => {
  expect(summaryLines(parallelReport, 100).some(line => line.startsWith('off by'))).toBe(false);
  const gap: RunReport['gap'] = {
    ms: 1000,
    percent: 25,
    parts: [
      { cause: 'run-queue', ms: 900, evidence: 'lanes stood runnable without a core for 1.8 s in all' },
      { cause: 'cpu', ms: -100, evidence: 'a lower clock' },
    ],
    unexplainedMs: 200,
  };
  const lines = summaryLines({ ...parallelReport, gap }, 200);
  expect(lines.find(line => line.startsWith('off by'))).toBe(
    'off by      +1.0 s, 25 %: +900 ms run-queue (lanes stood runnable without a core for 1.8 s in all); ' +
      '-100 ms cpu (a lower clock); unexplained +200 ms',
  );
});

test('progress in one line', () => {
  const state = replay(
    [
      trace([
        [1000, 'w1', 'running', 0],
        [1500, 'w1', 'done', 0, 1],
        [1500, 'w1', 'running', 1],
      ]),
      { type: 'tick', atMs: 3300 },
    ],
    running(3),
  );
  expect(progressLine(state)).toBe('w, parallel x2: running | 2.3 s | 1 of 3 tasks | in flight 1, running 1');
  const blocked = replay(
    [
      {
        type: 'loop',
        pid: 10,
        atMs: 3300,
        lagMs: 1,
        blockedSinceMs: 2000,
        p50Ms: 1,
        p99Ms: 1,
        maxMs: 1,
        utilization: 1,
        utilizationTotal: 1,
      },
    ],
    state,
  );
  expect(progressLine(blocked)).toMatch(/ \| loop blocked for 1\.3 s$/);
  const over = replay([finished(['done', 'failed', 'done'], 3400)], blocked);
  expect(progressLine(over)).toContain('finished | 2.4 s | 3 of 3 tasks | 1 failed');
  expect(progressLine(replay([]))).toBe('nothing runs');
});
