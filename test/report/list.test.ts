import { expect, test } from 'vitest';
import { modes } from '../../src/modes.ts';
import { listJson, listLines } from '../../src/report/list.ts';
import type { ListedWorkload } from '../../src/report/list.ts';

const workloads: readonly ListedWorkload[] = [
  {
    id: 'hash-chain',
    title: 'Hash chain',
    kind: 'cpu',
    story: 'Eight chains.',
    teaches: 'Async is not parallel.',
    rows: ['003-11', '002-37'],
    options: [{ name: 'tasks', type: 'number', default: 8, range: [1, 64], help: 'number of chains' }],
  },
  {
    id: 'mine',
    title: 'Mine',
    kind: 'io',
    story: '',
    teaches: 'x\u001b[2J',
    rows: ['003-2', '002-37'],
    options: [],
  },
];

test('workloads, their options, and the modes', () => {
  expect(listLines(workloads, modes, false)).toEqual([
    'workloads',
    '  hash-chain  cpu  Async is not parallel.',
    String.raw`  mine        io   x\x1b[2J`,
    '',
    'options of the workloads (--set name=value)',
    '  hash-chain  tasks=8  number of chains',
    '',
    'modes',
    '  sequential  (sync)     one task after another on the main thread; every wait blocks it',
    '  concurrent  (async)    all tasks in flight on the one main thread, switching at each wait',
    '  parallel    (threads)  a pool of worker threads, one task at a time each',
    '  hybrid                 the same pool, several tasks in flight per worker',
    '  processes              a pool of forked processes: nothing shared, a crash takes one only',
    '  spawn                  a fresh worker thread for every task: the price of cloning yourself',
  ]);
});

test('the rows of the seed texts, and what shows them', () => {
  expect(listLines(workloads, modes, true)).toEqual([
    'rows of the seed texts, and what shows them',
    '  002-37  hash-chain, mine',
    '  003-2   mine',
    '  003-11  hash-chain',
  ]);
});

test('the same as one JSON document', () => {
  const list = JSON.parse(listJson(workloads, modes));
  expect(list.schema).toBe(1);
  expect(list.workloads).toEqual(workloads);
  expect(list.modes[0]).toEqual({
    id: 'sequential',
    alias: 'sync',
    what: 'one task after another on the main thread; every wait blocks it',
    hasWorkers: false,
  });
});
