import { expect, test } from 'vitest';
import { measure } from '../../src/analysis/measure.ts';
import { verdictOf, verdictWithout } from '../../src/analysis/verdict.ts';
import type { PastRun } from '../../src/state/state.ts';
import { request } from '../state/build.ts';
import type { Done, RunOptions } from './build.ts';
import { concurrent, finishedRun, machine, oneByOne, onTwo, sequential, stateOf, verdict } from './build.ts';

test('failed: comes before all else, and shows the first error as plain text', () => {
  const tasks = [
    { lane: 'main', from: 0, run: 900, error: 'second' },
    { lane: 'main', from: 0, run: 500, error: 'no such file\u001b[2J' },
    { lane: 'main', from: 0, run: 1 },
  ];
  expect(verdict(tasks, sequential)).toEqual({
    kind: 'failed',
    text: String.raw`2 of 3 tasks failed, first with: no such file\x1b[2J`,
    recommendation:
      'look for the failed tasks in the log; times of a run with failures say nothing about its mode',
  });
});

test('too small: the whole run', () => {
  expect(verdict(oneByOne(4, { run: 10 }), sequential)).toEqual({
    kind: 'too-small',
    text: 'the whole run took 40 ms: any disturbance is a large part of that',
    recommendation: 'make the work larger: `jugglers run w --scale 50 --mode sequential`',
  });
});

test('too small: tasks that cost less than handing them over, which only modes with lanes do', () => {
  const tiny = { run: 0.2 };
  expect(verdict(onTwo(4000, tiny))).toEqual({
    kind: 'too-small',
    text: 'a task takes 0.20 ms: handing it over in parallel costs a good part of that',
    recommendation: 'put more work into each task: a few milliseconds are enough',
  });
  expect(verdict(oneByOne(4000, tiny), sequential).kind).toBe('cpu-bound');
});

test('too small: lanes that take longer to start than to work', () => {
  // The figure is the report's, not that of one lane.
  expect(verdict(onTwo(4, { run: 100 }), { startupMs: 290, run: { startupMs: 300 } })).toMatchObject({
    kind: 'too-small',
    text: 'getting all lanes ready took 300 ms, the work itself only 200 ms',
  });
  const spawned: RunOptions = { request: { mode: 'spawn' }, startupMs: 250, run: { startupMs: 170 } };
  expect(verdict(onTwo(4, { run: 100 }), spawned)).toMatchObject({
    kind: 'too-small',
    text: 'the slowest clone took 250 ms to start, the work itself only 200 ms',
  });
});

const usage = (otherMs: number) => ({
  usage: {
    spanMs: 4000,
    busyMs: [2000 + otherMs / 2, 2000 + otherMs / 2],
    stealMs: 0,
    dashboardCpuMs: 0,
    probeCpuMs: 0,
    subjectCpuMs: 0,
    throttledMs: null,
  },
  cpuMs: 4000,
});

test('noisy: others used the machine, and it cost time', () => {
  // 4 s on the lane's hands, but 2 s of CPU only: the rest of the time it stood without a core.
  const late = oneByOne(4, { run: 1000, cpu: 500 });
  expect(verdict(late, { ...sequential, run: usage(3200) })).toEqual({
    kind: 'noisy',
    text: 'other processes used 40 % of all cores; the run took 4.0 s instead of 2.0 s',
    recommendation: 'run it again when the machine is quiet, or often: `jugglers compare w --repeat 10`',
  });
  expect(verdict(late, { ...sequential, run: usage(1600) }).kind).toBe('cpu-bound');
});

test('not noisy: others used the machine, and it cost nothing', () => {
  expect(verdict(oneByOne(4, { run: 1000 }), { ...sequential, run: usage(3200) }).kind).toBe('cpu-bound');
});

test('noisy: the clock was slower than it had been', () => {
  const slow = {
    ...usage(0),
    usage: { ...usage(0).usage, clock: { spanMs: 4000, shareMs: 3200, highestShare: 1 } },
  };
  expect(verdict(oneByOne(4, { run: 1000 }), { ...sequential, run: slow })).toMatchObject({
    kind: 'noisy',
    text: "the cores' clock changed: on the average it was 20 % below its highest",
  });
  const steady = {
    ...slow,
    usage: { ...slow.usage, clock: { spanMs: 4000, shareMs: 3200, highestShare: 0.85 } },
  };
  expect(verdict(oneByOne(4, { run: 1000 }), { ...sequential, run: steady }).kind).toBe('cpu-bound');
});

test('pool-bound: the work is done beside the thread', () => {
  const hashes: Done[] = Array.from({ length: 8 }, () => ({
    lane: 'main',
    from: 0,
    run: 0,
    wait: 2000,
    pool: 2000,
  }));
  const run = { cpuMs: 8000 };
  const text =
    "100 % of the tasks' time is work on the libuv pool (8.0 s), which has 4 threads and so many cores at most";
  expect(verdict(hashes, { ...concurrent, run })).toEqual({
    kind: 'pool-bound',
    text,
    recommendation:
      'nothing to gain: the CPU work fills 2 usable cores; only more cores or less work would help',
  });
  expect(verdict(hashes, { ...concurrent, run }, { machine: machine(8) })).toEqual({
    kind: 'pool-bound',
    text,
    recommendation:
      'one thread for each core: UV_THREADPOOL_SIZE=8 in your own program, ' +
      'here `jugglers run w --mode concurrent --uv-threads 8`',
  });
  // What the environment has set is seen in the process.
  const { usage: used } = finishedRun(hashes, concurrent);
  const narrow = { cpuMs: 8000, usage: { ...used, pool: { threads: 1, cpuMs: 8000, runQueueMs: 0 } } };
  expect(verdict(hashes, { ...concurrent, run: narrow })).toMatchObject({
    text: "100 % of the tasks' time is work on the libuv pool (8.0 s), which has 1 thread and so many cores at most",
    recommendation:
      'one thread for each core: UV_THREADPOOL_SIZE=2 in your own program, ' +
      'here `jugglers run w --mode concurrent --uv-threads 2`',
  });
});

const past = (taskCpuMs: number): readonly PastRun[] => [
  {
    request: request({ id: 'r0', mode: 'sequential' }),
    makespanMs: taskCpuMs,
    checksum: 'abc',
    lagMaxMs: 1,
    taskCpuMs,
  },
];

test('memory-bound: the same tasks take more CPU side by side than one after another', () => {
  const tasks = onTwo(8, { run: 1000 });
  expect(verdict(tasks, {}, { past: past(5000) })).toEqual({
    kind: 'memory-bound',
    text:
      'the same tasks took 8.0 s of CPU on 2 lanes, 5.0 s one after another: ' +
      'the lanes hold each other up at the memory, or share a physical core',
    recommendation:
      'work on pieces small enough for the cache, or try 1 worker: `jugglers run w --mode parallel --workers 1`',
  });
  expect(verdict(tasks, {}, { past: past(7000) }).kind).toBe('cpu-bound');
  // More lanes than cores: what grows then is the queue for them.
  expect(verdict(tasks, {}, { past: past(5000), machine: machine(1) }).kind).toBe('cpu-bound');
});

test('cpu-bound: names the mode that uses the cores, with its figure', () => {
  expect(verdict(oneByOne(8, { run: 1000 }), sequential)).toEqual({
    kind: 'cpu-bound',
    text: "100 % of the tasks' time is CPU work (8.0 s of 8.0 s), the rest waiting",
    recommendation:
      'try parallel with 2 workers, predicted 4.0 s instead of 8.0 s: `jugglers run w --mode parallel --workers 2`',
  });
});

test('cpu-bound on a machine without cores says so', () => {
  expect(verdict(oneByOne(8, { run: 1000 }), sequential, { machine: machine(1) }).recommendation).toBe(
    'nothing to gain here: with 1 usable core no mode can do CPU work in less time',
  );
});

test('cpu-bound with all cores in use has nothing to gain', () => {
  expect(verdict(onTwo(8, { run: 1000 })).recommendation).toBe(
    'nothing to gain: the CPU work fills 2 usable cores; only more cores or less work would help',
  );
});

test('io-bound: one thread that does not block is enough', () => {
  expect(verdict(oneByOne(10, { run: 10, wait: 190 }), sequential)).toEqual({
    kind: 'io-bound',
    text: "95 % of the tasks' time is waiting (1.9 s of 2.0 s), the rest CPU work",
    recommendation: 'try concurrent, predicted 290 ms instead of 2.0 s: `jugglers run w --mode concurrent`',
  });
});

// All but the first waits overlap CPU work, 50 tasks of 40 ms on each lane: 2.05 s.
test('mixed: several threads that also juggle', () => {
  expect(verdict(oneByOne(100, { run: 40, wait: 50 }), sequential)).toEqual({
    kind: 'mixed',
    text: "44 % of the tasks' time is CPU work (4.0 s of 9.0 s), the rest waiting",
    recommendation:
      'try hybrid with 2 workers, predicted 2.0 s instead of 9.0 s: `jugglers run w --mode hybrid --workers 2`',
  });
});

test('tasks that asked for nothing cannot be judged', () => {
  const run = finishedRun(oneByOne(1, { run: 0 }), { ...sequential, run: { makespanMs: 200 } });
  expect(verdictOf(measure(stateOf(run))!).kind).toBe('unknown');
});

test('runs that did not do all of their work', () => {
  const run = finishedRun(oneByOne(2, { run: 500 }), sequential);
  const lost = { ...run, phase: 'lost' as const, reason: 'killed by SIGKILL', makespanMs: null };
  expect(measure(stateOf(lost))).toBeNull();
  expect(verdictWithout(lost)).toMatchObject({
    kind: 'failed',
    text: 'the subject was lost (killed by SIGKILL); 2 of 2 tasks were done',
  });
  const cancelled = { ...run, wasCancelled: true };
  expect(measure(stateOf(cancelled))).toBeNull();
  expect(verdictWithout(cancelled)).toEqual({
    kind: 'unknown',
    text: 'the run was cancelled; 2 of 2 tasks were done: not enough to judge by',
    recommendation: 'let it run to its end',
  });
});
