import { expect, test } from 'vitest';
import type { Event } from '../../src/state/state.ts';
import { asked, handler, hello, pid, play, stallAt, startMs } from '../fixtures/watch-events.ts';

const attached = asked({ target: { kind: 'pid', pid, text: 'pid 4242' } });
const child = hello({ pid: 77, ppid: pid, atMs: startMs + 5000 });

test.each([
  ['in its first second without a stack is its start-up', [asked(), hello()], stallAt(900, 80, []), true],
  ['even before its hello', [asked(), hello()], stallAt(-20, 80, []), true],
  ['with a stack has a place', [asked(), hello()], stallAt(900, 80), undefined],
  ['later is none', [asked(), hello()], stallAt(1000, 80, []), undefined],
  ['of a process that ran already is none', [attached, hello()], stallAt(900, 80, []), undefined],
  [
    'of its child is, by the hello of the child',
    [attached, hello(), child],
    { ...stallAt(5900, 80, []), pid: 77 },
    true,
  ],
] as const)('a block %s', (_name, events, stall, isStartup) => {
  expect(play([...events, stall as Event]).watch?.stalls.at(-1)?.isStartup).toBe(isStartup);
});

test.each([
  [
    'before the hello of an attached process is the attach, as far as is known',
    attached,
    -20,
    [],
    'during the attach',
  ],
  ['with a stack has a place', attached, -20, [handler], ''],
  ['later is none of ours', attached, 20, [], ''],
  ['of a started program is its start-up', asked(), -20, [], ''],
] as const)('a block %s', (_name, how, atMs, frames, note) => {
  const state = play([how, hello(), stallAt(atMs, 90, frames)]);
  expect(state.watch?.stalls.at(-1)?.note).toBe(note);
});
