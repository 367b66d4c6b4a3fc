import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { OptionValue, RunRequest } from '../../src/protocol.ts';
import { requestFor, runToEnd, Subject } from './subject.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'jugglers-crashes-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Six tasks that are in flight on one thread at once. */
const crashing = (options: Record<string, OptionValue>): RunRequest =>
  requestFor('crashes', {
    mode: 'hybrid',
    workers: 1,
    tasksPerWorker: 6,
    options: { ...options, folder },
  });

const lanesOf = (subject: Subject): string[] =>
  subject
    .ofType('lane-opened')
    .map(({ lane }) => lane.id)
    .filter(id => id !== 'main');

/** Which tasks were put back into the queue, as often as they were. */
const queuedAgain = (subject: Subject): number[] =>
  subject
    .trace()
    .filter(({ phase }) => phase === 'queued')
    .map(({ task }) => task)
    .sort();

test.for([
  ['exit', 'exited with code: 7'],
  ['exit holding a lock', 'exited with code: 7'],
  ['exit in a timer', 'exited with code: 7'],
  ['throw in a timer', 'thrown in a timer'],
  ['rejection', 'nobody handles this'],
] as const)('"%s" costs its own task only: the others start again', async ([how, reason]) => {
  const { finished, subject } = await runToEnd(crashing({ how }));
  expect(finished.phases).toEqual([5, 4, 4, 4, 4, 4, 4]);
  expect(finished.counts).toEqual({ total: 7, done: 6, failed: 1, cancelled: 0 });
  expect(subject.texts('error')).toEqual([expect.stringContaining(reason)]);
  expect(subject.ofType('lane-lost').map(({ lane }) => lane)).toEqual(['w1']);
  expect(lanesOf(subject)).toEqual(['w1', 'w2']);
  expect(queuedAgain(subject)).toEqual([1, 2, 3, 4, 5]);
});

test('several that crash cost a task and a thread each', async () => {
  const { finished, subject } = await runToEnd(crashing({ how: 'throw in a timer', culprits: 4, stay: 4 }));
  expect(finished.phases).toEqual([5, 5, 5, 5, 4, 4, 4]);
  expect(subject.texts('error')).toHaveLength(4);
  expect(lanesOf(subject)).toEqual(['w1', 'w2', 'w3', 'w4', 'w5']);
  const again = queuedAgain(subject);
  // The first to crash never, the second once, the third twice ...
  expect(again).toHaveLength(0 + 1 + 2 + 3 + 4 + 4);
  expect(again.filter(task => task >= 4)).toEqual([4, 4, 4, 4, 5, 5, 5, 5]);
});

test('a thread out of memory costs the task that was running', async () => {
  const { finished, subject } = await runToEnd(crashing({ how: 'memory' }), {
    NODE_OPTIONS: '--max-old-space-size=60',
  });
  expect(finished.counts).toEqual({ total: 7, done: 6, failed: 1, cancelled: 0 });
  expect(subject.texts('error')).toEqual([expect.stringContaining('JS heap out of memory')]);
});

test('where nothing tells whose doing it was, all that were in flight start again', async () => {
  const { finished, subject } = await runToEnd(crashing({ how: 'a timer of nobody' }));
  expect(finished.counts).toEqual({ total: 7, done: 7, failed: 0, cancelled: 0 });
  expect(queuedAgain(subject)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(subject.texts('error')).toEqual([]);
  const quiet = await runToEnd(crashing({ culprits: 0, stay: 0 }));
  expect(finished.checksum).toEqual(expect.stringMatching(/^[0-9a-f]{16}$/));
  expect(finished.checksum).toBe(quiet.finished.checksum);
});

test('... but not for ever', async () => {
  const { finished, subject } = await runToEnd(crashing({ how: 'a timer of nobody', culprits: 6, stay: 6 }));
  expect(finished.phases).toEqual([5, 5, 5, 5, 5, 5, 6]);
  expect(queuedAgain(subject)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(new Set(subject.texts('error'))).toEqual(new Set([expect.stringContaining('for the second time')]));
});

test('cancel reaches those that were started again', async () => {
  const subject = new Subject(crashing({ how: 'exit', stay: 2 }));
  const areRunAgain = (): boolean => {
    const again = subject.trace().filter(({ lane, phase }) => lane === 'w2' && phase === 'running');
    return new Set(again.map(({ task }) => task)).size === 5;
  };
  try {
    await subject.until(areRunAgain);
    subject.send({ type: 'cancel' });
    const { counts } = await subject.finished();
    expect(counts).toEqual({ total: 7, done: 0, failed: 1, cancelled: 6 });
  } finally {
    await subject.close();
  }
});

const few = (threads: number, end: string): NodeJS.ProcessEnv => ({
  FEW_THREADS: String(threads),
  FEW_END: end,
  FEW_FOLDER: folder,
});
const noMore = 'a worker thread could not be started: ';

test.for([
  ['exit', `${noMore}it ended before it could take a task`],
  ['throw', `${noMore}no more threads, please`],
] as const)(
  'where no thread can be started again (%s), what is left fails and the run ends',
  async ([end, why]) => {
    const request = requestFor('few-threads', { mode: 'parallel', workers: 1 });
    const { finished, subject } = await runToEnd(request, few(1, end));
    expect(finished.phases).toEqual([4, 4, 5, 5, 5]);
    expect(subject.texts('error')).toEqual([expect.stringContaining('code: 7'), why, why]);
  },
);

test('where one of the threads ends while it starts, the run is refused', async () => {
  const request = requestFor('few-threads', { mode: 'hybrid', workers: 2 });
  await expect(runToEnd(request, few(1, 'exit'))).rejects.toThrow(`SUBJECT: ${noMore}it ended before`);
});
