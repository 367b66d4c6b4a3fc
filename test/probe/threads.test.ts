import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseSchedstat, parseStat, parseSwitches, threadReading, Threads } from '../../src/probe/threads.ts';

const stat =
  '4711 (a) (b c) R 1 4711 4711 0 -1 4194304 2034 0 1 0 123 45 0 0 20 0 11 0 996813 ' +
  '1203556352 11811 18446744073709551615 4194304 5 140 0 0 0 0 4096 17642 0 0 0 -1 3 0 0 0 0 0 0 0 0 0 0 0 0 0\n';
const status =
  'Name:\tnode\nState:\tR (running)\nThreads:\t11\n' +
  'voluntary_ctxt_switches:\t150\nnonvoluntary_ctxt_switches:\t7\n';

test('stat: a name with parentheses and blanks, ticks of 10 ms, the last core', () => {
  expect(parseStat(stat)).toEqual({ comm: 'a) (b c', state: 'R', cpuMs: 1680, core: 3 });
});

test.each(['', 'nonsense', '1 (x) S'])('stat that is cut or gone (%j) is no reading', text => {
  expect(parseStat(text)).toBeNull();
});

test('schedstat: nanoseconds on a core and waiting for one', () => {
  expect(parseSchedstat('1234567890 2500000 17\n')).toEqual({ cpuMs: 1234.56789, runQueueMs: 2.5 });
  expect(parseSchedstat('')).toBeNull();
});

test('status: both kinds of switches, apart', () => {
  expect(parseSwitches(status)).toEqual({ voluntary: 150, involuntary: 7 });
  expect(parseSwitches('Name:\tnode\n')).toEqual({ voluntary: null, involuntary: null });
});

test('a reading takes the given name and the finer clock', () => {
  const files = { stat, schedstat: '1691500000 2500000 17\n', status };
  expect(threadReading(4711, 'main', files)).toEqual({
    tid: 4711,
    name: 'main',
    state: 'R',
    core: 3,
    cpuMs: 1691.5,
    runQueueMs: 2.5,
    voluntarySwitches: 150,
    involuntarySwitches: 7,
  });
});

test('what the kernel does not tell is null, not 0', () => {
  expect(threadReading(4711, undefined, { stat, schedstat: '', status: '' })).toEqual({
    tid: 4711,
    name: 'a) (b c',
    state: 'R',
    core: 3,
    cpuMs: 1680,
    runQueueMs: null,
    voluntarySwitches: null,
    involuntarySwitches: null,
  });
});

test('a name goes with its thread: the next one of that number has its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jugglers-threads-'));
  const live = (tid: number): void => {
    mkdirSync(join(folder, String(tid)));
    for (const [name, text] of Object.entries({ stat, schedstat: '1 2 3\n', status }))
      writeFileSync(join(folder, String(tid), name), text);
  };
  const threads = new Threads(folder);
  const names = (): (string | undefined)[] | undefined => threads.read()?.map(({ name }) => name);
  live(4711);
  live(4712);
  threads.name({ tid: 4711, name: 'w1' });
  threads.name({ tid: 4712, name: 'w2' });
  expect(names()).toEqual(['w1', 'w2']);
  rmSync(join(folder, '4711'), { recursive: true });
  expect(names()).toEqual(['w2']);
  live(4711);
  expect(names()).toEqual(['a) (b c', 'w2']);
  rmSync(folder, { recursive: true });
});
