/** A run told in lines, from events to words. */
import { expect, test } from 'vitest';
import { createPlainStream } from '../../src/report/plain-stream.ts';
import type { Event } from '../../src/state/state.ts';
import { initialState, update } from '../../src/state/update.ts';
import { asked, finished, hello, lane, started, trace } from '../state/build.ts';

/** What is said of each batch of events: one look after each. */
function heard(batches: readonly (readonly Event[])[], hasTasks = true): string[][] {
  const stream = createPlainStream({ hasTasks });
  let state = initialState(0);
  return batches.map(events => {
    for (const event of events) state = update(state, event);
    return [...stream(state)];
  });
}

const tick = (atMs: number): Event => ({ type: 'tick', atMs });
const begin: Event[] = [asked(), hello(10), lane('w1'), lane('w2', { tid: 12 }), started(12), tick(1000)];
const stall = (startMs: number, durationMs: number): Event => ({
  type: 'stall',
  pid: 10,
  startMs,
  durationMs,
  frames: [{ functionName: 'isPrime', file: 'file:///w/primes.ts', line: 31, column: 1 }],
});

test('from the start to the end', () => {
  const lines = heard([
    [asked()],
    begin.slice(1),
    [trace([[1100, 'w1', 'running', 0]]), tick(1100)],
    [
      trace([
        [1200, 'w1', 'waiting', 0, 1],
        [1300, 'w1', 'running', 0],
        [1985, 'w1', 'done', 0, 100],
      ]),
      { type: 'task-text', atMs: 1990, lane: 'w1', task: 0, kind: 'emit', text: '148 primes \u001B[2J' },
      { type: 'output', atMs: 1990, stream: 'stdout', text: 'warming up' },
      tick(2000),
    ],
    [tick(6000)],
    [finished(Array.from({ length: 12 }, () => 'done'))],
    [tick(99_000)],
  ]);
  expect(lines).toEqual([
    ['starting: w, parallel with 2 workers'],
    ['0 ms: running: 12 tasks'],
    ['100 ms: task 0, t0, started on w1'],
    [
      '1.0 s: task 0, t0, done on w1 after 885 ms',
      '1.0 s: task 0 says: 148 primes \\x1b[2J',
      '1.0 s: stdout: warming up',
    ],
    ['5.0 s: 1 of 12 tasks done, 0 running, 11 to come'],
    ['5.0 s: finished after 4.0 s'],
    [],
  ]);
});

test('a task that starts again, its lane being lost', () => {
  const lost: Event = { type: 'lane-lost', lane: 'w1', atMs: 1200, reason: 'out of memory' };
  const lines = heard([
    begin,
    [trace([[1100, 'w1', 'running', 0]])],
    [lost, trace([[1201, 'main', 'queued', 0]]), tick(1201)],
    [trace([[1300, 'w2', 'running', 0]]), tick(1300)],
  ]);
  expect(lines.slice(2)).toEqual([
    ['201 ms: w1: lost: out of memory', '201 ms: task 0, t0: again, its lane is lost'],
    ['300 ms: task 0, t0, started on w2'],
  ]);
});

test('a block of the loop: when it begins, and how long it was; short ones are not told', () => {
  const blocked: Event = { type: 'blocked-at', pid: 10, atMs: 1300, sinceMs: 1100, frames: [] };
  const lines = heard([
    begin,
    [blocked, tick(1200)],
    [tick(1400)],
    [tick(1650)],
    [stall(1100, 820), tick(1950)],
    [stall(2000, 60)],
  ]);
  expect(lines.slice(1)).toEqual([
    [],
    ['400 ms: event loop blocked for 300 ms and still is'],
    [],
    ['950 ms: event loop blocked in isPrime (primes.ts:31), over after 820 ms'],
    [],
  ]);
});

test('what blocks the lab while it starts up is not told of', () => {
  const blocked: Event = { type: 'blocked-at', pid: 10, atMs: 950, sinceMs: 700, frames: [] };
  const lines = heard([
    [asked(), hello(10), blocked, tick(950)],
    [stall(700, 290)],
    [started(12), tick(1000)],
  ]);
  expect(lines).toEqual([['starting: w, parallel with 2 workers'], [], ['0 ms: running: 12 tasks']]);
});

test('many steps at once are told as sums', () => {
  const steps = Array.from({ length: 10 }, (_, task) => [
    [1100 + task, 'w1', 'running', task] as const,
    [1100.5 + task, 'w1', task === 3 ? 'failed' : 'done', task, 1] as const,
  ]).flat();
  const lines = heard([begin, [trace(steps), tick(1200)]]);
  expect(lines[1]).toEqual(['200 ms: tasks: 10 started, 9 done, 1 failed']);
});

test('of many runs only begin and end are told', () => {
  const one = [...begin, trace([[1100, 'w1', 'running', 0]])];
  const next: Event[] = [
    asked({ id: 'r2', mode: 'sequential' }, 6000),
    { type: 'run-refused', runId: 'r2', code: 'USAGE', message: 'no such file' },
  ];
  expect(heard([one, [finished(Array.from({ length: 12 }, () => 'done'))], next], false)).toEqual([
    ['0 ms: running: 12 tasks'],
    ['0 ms: finished after 4.0 s'],
    ['refused: no such file'],
  ]);
});
