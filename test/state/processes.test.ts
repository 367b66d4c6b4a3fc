import { expect, test } from 'vitest';
import type { ThreadReading } from '../../src/protocol.ts';
import { countedStalls, liveLag, mainLoop, mainProcess, runElapsedMs } from '../../src/state/selectors.ts';
import { buildReport } from '../../src/analysis/report.ts';
import { loopNow } from '../../src/state/loop.ts';
import type { Event, LoopState, State } from '../../src/state/state.ts';
import { asked, finished, hello, lane, replay, running, started } from './build.ts';

const frames = [{ functionName: 'isPrime', file: '/w/primes.ts', line: 31, column: 5 }];

const loop = (atMs: number, lagMs: number, blockedSinceMs: number | null = null): Event => ({
  type: 'loop',
  pid: 10,
  atMs,
  lagMs,
  blockedSinceMs,
  p50Ms: 1,
  p99Ms: 2,
  maxMs: lagMs,
  utilization: 0.5,
  utilizationTotal: 0.4,
});

const tick = (atMs: number): Event => ({ type: 'tick', atMs });

test('the lab comes first, its forked lanes after it, whoever speaks later', () => {
  const state = replay([hello(20, 10, 'lane'), hello(10)], running(1));
  expect(state.processes.map(({ pid }) => pid)).toEqual([10, 20]);
  expect(mainProcess(state)?.pid).toBe(10);
  expect(state.connection).toEqual({ state: 'connected', pid: 10 });
});

test('a block is seen while it lasts: its age grows with time alone, and its place is known once told', () => {
  const blocked = replay([loop(1100, 0), loop(1500, 380, 1120), tick(1520)], running(1));
  expect(liveLag(blocked, blocked.nowMs)).toBe(400);
  const placed = replay(
    [{ type: 'blocked-at', pid: 10, sinceMs: 1120, atMs: 1520, frames }, loop(1600, 480, 1120), tick(1700)],
    blocked,
  );
  expect(mainLoop(placed)?.health).toEqual({ state: 'blocked', sinceMs: 1120, frames });
  expect(liveLag(placed, placed.nowMs)).toBe(580);
  const over = replay([{ type: 'stall', pid: 10, startMs: 1120, durationMs: 700, frames }], placed);
  expect(mainLoop(over)).toMatchObject({
    health: { state: 'responsive' },
    stalls: [{ pid: 10, startMs: 1120, durationMs: 700, frames }],
    stallsDropped: 0,
  });
  expect(liveLag(over, 2000)).toBeNull();
  expect(over.log.entries.at(-1)).toEqual({
    atMs: 1820,
    lane: '',
    task: null,
    kind: 'stall',
    text: 'event loop blocked in isPrime (primes.ts:31)',
    durationMs: 700,
  });
});

const stall = (startMs: number, durationMs: number): Event => ({
  type: 'stall',
  pid: 10,
  startMs,
  durationMs,
  frames: [],
});

const begin: Event[] = [asked(), hello(10), lane('w1')];
const countedIn = (state: State) =>
  countedStalls(state, mainLoop(state) as LoopState).map(({ startMs }) => startMs);
const loggedIn = (state: State) =>
  state.log.entries
    .slice(0)
    .filter(({ kind }) => kind === 'stall')
    .map(({ atMs }) => atMs);

test('a run counts and logs the blocks that lay within it, whenever they are told', () => {
  const starting = replay([...begin, stall(930, 60), stall(960, 80)]);
  expect([countedIn(starting), loggedIn(starting)]).toEqual([[], []]);
  const on = replay([started(1), stall(940, 50), stall(1200, 100)], starting);
  expect([countedIn(on), loggedIn(on)]).toEqual([
    [960, 1200],
    [1040, 1300],
  ]);
  const over = replay([stall(4950, 90), finished(['done'], 5000), stall(5100, 70)], on);
  expect([countedIn(over), loggedIn(over)]).toEqual([
    [960, 1200, 4950],
    [1040, 1300, 5040],
  ]);
  expect(buildReport(over)?.loop.stalls.map(({ startMs }) => startMs)).toEqual([-40, 200, 3950]);
});

test('the start of another run changes nothing of what is counted', () => {
  const on = replay([...begin, started(1), stall(1200, 100)]);
  expect(countedIn(replay([started(1, 1000, 'another')], on))).toEqual([1200]);
});

test('what is blocked has a lag of its age at least, and no maximum is less', () => {
  const { lagMs, maxMs } = loopNow(mainLoop(replay([loop(1500, 48, 1420)], running(1))) as LoopState, 1513);
  expect([lagMs, maxMs]).toEqual([93, 93]);
  const responsive = mainLoop(replay([loop(1500, 48)], running(1))) as LoopState;
  expect(loopNow(responsive, 9000)).toBe(responsive);
});

test('a block that began after a stall goes on', () => {
  const state = replay(
    [loop(2500, 400, 2100), { type: 'stall', pid: 10, startMs: 1200, durationMs: 800, frames: [] }],
    running(1),
  );
  expect(mainLoop(state)?.health).toMatchObject({ state: 'blocked', sinceMs: 2100 });
});

test('silence stays a gap in the curve', () => {
  const state = replay([loop(1000, 5), loop(1250, 6), loop(2500, 7)], running(1));
  expect(mainLoop(state)?.history.values).toEqual([5, 6, null, null, null, null, 7]);
});

test('a probe that has fallen silent vouches for nothing, but a block that it saw is believed', () => {
  expect(mainLoop(replay([loop(1000, 5), tick(3900)], running(1)))?.health.state).toBe('responsive');
  expect(mainLoop(replay([loop(1000, 5), tick(4100)], running(1)))?.health.state).toBe('unknown');
  const blocked = replay([loop(1000, 500, 500), tick(9000)], running(1));
  expect(liveLag(blocked, blocked.nowMs)).toBe(8500);
});

test('idling after a run does not thin out its figures', () => {
  const over = replay([loop(4900, 90), finished(['done'], 5000), loop(5200, 4)], running(1));
  expect(mainLoop(over)?.maxMs).toBe(4);
  const later = replay([loop(6000, 1)], over);
  expect(mainLoop(later)).toMatchObject({ maxMs: 4, lagMs: 1 });
});

test('a process that is gone is neither blocked nor responsive', () => {
  const state = replay([loop(1500, 400, 1100), { type: 'process-gone', pid: 10, atMs: 1600 }], running(1));
  expect(mainProcess(state)).toMatchObject({ isAlive: false, loop: { health: { state: 'unknown' } } });
});

const thread = (tid: number, name: string, cpuMs: number, core: number): ThreadReading => ({
  tid,
  name,
  state: 'S',
  core,
  cpuMs,
  runQueueMs: cpuMs / 10,
  voluntarySwitches: cpuMs,
  involuntarySwitches: 2 * cpuMs,
});

const threads = (atMs: number, readings: ThreadReading[]): Event => ({
  type: 'threads',
  pid: 10,
  atMs,
  threads: readings,
});

test('two readings make shares, and fall to the lane with that thread', () => {
  const first = replay(
    [threads(1000, [thread(10, 'main', 100, 0), thread(12, 'worker', 50, 0)])],
    running(1),
  );
  expect(first.processes[0]?.threads[1]).toMatchObject({ cpuShare: null, runQueueShare: null, lane: 'w2' });
  const state = replay(
    [
      threads(1500, [
        thread(10, 'main', 100, 0),
        thread(12, 'worker', 450, 1),
        thread(13, 'jugglers-probe', 10, 0),
      ]),
    ],
    first,
  );
  expect(state.processes[0]?.threads.map(({ tid, cpuShare, lane: id }) => [tid, cpuShare, id])).toEqual([
    [10, 0, null],
    [12, 0.8, 'w2'],
    [13, null, null],
  ]);
  expect(state.run?.lanes[1]).toMatchObject({
    cores: [1],
    runQueueMs: 40,
    switches: { voluntary: 400, involuntary: 800 },
  });
  expect(state.run?.lanes[0]?.cores).toEqual([]);
  expect(state.run?.usage).toMatchObject({ subjectCpuMs: 410, probeCpuMs: 10 });
});

test("the engine's threads and libuv's are known by their names", () => {
  const readings = (cpuMs: number) => [
    thread(10, 'main', cpuMs, 0),
    thread(21, 'V8Worker', 2 * cpuMs, 0),
    thread(22, 'V8Worker', cpuMs, 1),
    thread(31, 'libuv-worker', cpuMs, 1),
  ];
  const grown = [...readings(100), thread(32, 'libuv-worker', 50, 0)];
  const first = replay([threads(1000, readings(0)), threads(1250, readings(10))], running(1));
  const state = replay([threads(1500, grown)], first);
  expect(state.run?.usage).toMatchObject({
    engineCpuMs: 300,
    engineSoFar: [
      { atMs: 1250, cpuMs: 30 },
      { atMs: 1500, cpuMs: 300 },
    ],
    pool: { threads: 2, cpuMs: 150, runQueueMs: 15 },
  });
  const unnamed = replay([threads(1000, [thread(10, 'main', 0, 0)]), threads(1250, [])], running(1));
  expect(unnamed.run?.usage).not.toHaveProperty('engineCpuMs');
  expect(unnamed.run?.usage).not.toHaveProperty('pool');
});

test('only the part of a span that lies within the run counts, and what came after it does not', () => {
  const reading = (cpuMs: number) => [thread(12, 'worker', cpuMs, 0)];
  const across = replay([threads(900, reading(0)), threads(1100, reading(100))], running(1));
  expect(across.run?.usage.subjectCpuMs).toBe(50);
  const over = replay([finished(['done'], 1100), threads(1300, reading(200))], across);
  expect(over.run?.usage.subjectCpuMs).toBe(50);
});

test('the cores of a lane: the most recent last, none twice', () => {
  const at = (atMs: number, cpuMs: number, core: number) =>
    threads(atMs, [thread(12, 'worker', cpuMs, core)]);
  const state = replay(
    [at(1000, 0, 0), at(1100, 10, 0), at(1200, 20, 1), at(1300, 30, 0), at(1400, 30, 1)],
    running(1),
  );
  expect(state.run?.lanes[1]?.cores).toEqual([1, 0]);
});

test('memory and collections are those of their process', () => {
  const state = replay(
    [
      { type: 'memory', pid: 10, atMs: 1100, rssBytes: 5000 },
      { type: 'gc', pid: 10, startMs: 1100, durationMs: 3, kind: 'minor' },
      { type: 'gc', pid: 10, startMs: 1200, durationMs: 4, kind: 'major' },
      { type: 'gc', pid: 99, startMs: 1200, durationMs: 4, kind: 'major' },
      { type: 'dropped', pid: 10, messages: 7 },
    ],
    running(1),
  );
  expect(mainProcess(state)).toMatchObject({ rssBytes: 5000, gcPauseMs: 7, gcCount: 2 });
  expect(state.messagesDropped).toBe(7);
});

test('elapsed time runs from the start to the end, or to now', () => {
  const state = replay([tick(1700)], running(1));
  expect(runElapsedMs(state)).toBe(700);
  expect(runElapsedMs(replay([finished(['done'], 2500), tick(9000)], state))).toBe(1500);
});

test('a lane that opens twice keeps what it has done', () => {
  const state = replay([lane('w1', { tid: 77 })], running(1));
  expect(state.run?.lanes.map(({ id, tid }) => [id, tid])).toEqual([
    ['w1', 77],
    ['w2', 12],
  ]);
});
