import { expect, test } from 'vitest';
import type { ProbeMessage } from '../../src/protocol.ts';
import { BlockStacks } from '../../src/probe/block-stacks.ts';
import type { CapturedStack } from '../../src/probe/stack.ts';
import { Stalls } from '../../src/probe/stalls.ts';

const frames = [{ functionName: 'sortAll', file: '/app/sort.js', line: 3, column: 5 }];

/** The stalls of one process, with a stack that answers when the test says so. */
const followed = () => {
  const sent: ProbeMessage[] = [];
  const asked: ((stack: CapturedStack | null) => void)[] = [];
  let gaveUp = 0;
  const capture = (onAnswer: (stack: CapturedStack | null) => void) => {
    asked.push(onAnswer);
    return () => {
      gaveUp += 1;
    };
  };
  const line = { isInLine: false };
  const blocked = { capture, isInLine: () => line.isInLine };
  const stalls = new Stalls(7, 50, blocked, message => sent.push(message));
  return { stalls, sent, asked, line, gaveUp: () => gaveUp };
};

test('asked at the threshold, each time that the block is twice as old, and at least every half second', () => {
  const { stalls, asked } = followed();
  stalls.look(1040, 1000, []);
  expect(asked).toHaveLength(0);
  stalls.look(1060, 1000, []);
  expect(asked).toHaveLength(1);
  asked[0]!({ askedAtMs: 1064, atMs: 1065, frames });
  const askedBy = (nowMs: number): number => {
    stalls.look(nowMs, 1000, []);
    asked.at(-1)!({ askedAtMs: nowMs, atMs: nowMs + 1, frames });
    return asked.length;
  };
  expect([1110, 1160, 1310, 1330, 1600, 1700, 2150, 2250].map(askedBy)).toEqual([1, 2, 2, 3, 3, 4, 4, 5]);
});

test('who stands in line for a core is asked once it has one', () => {
  const { stalls, asked, line } = followed();
  line.isInLine = true;
  stalls.look(1060, 1000, []);
  stalls.look(1110, 1000, []);
  expect(asked).toHaveLength(0);
  line.isInLine = false;
  stalls.look(1160, 1000, []);
  expect(asked).toHaveLength(1);
});

test('after a late answer it is asked again at once: what comes next is another thing', () => {
  const { stalls, asked } = followed();
  stalls.look(1060, 1000, []);
  asked[0]!({ askedAtMs: 1060, atMs: 1101, frames, isLate: true });
  stalls.look(1110, 1000, []);
  expect(asked).toHaveLength(2);
});

test('while one answer is missing no other is asked for', () => {
  const { stalls, asked } = followed();
  stalls.look(1060, 1000, []);
  stalls.look(3060, 1000, []);
  expect(asked).toHaveLength(1);
});

test('the stack is told at once, and again with the stall', () => {
  const { stalls, sent, asked } = followed();
  stalls.look(1060, 1000, []);
  asked[0]!({ askedAtMs: 1064, atMs: 1065, frames });
  stalls.look(1110, null, [{ startMs: 990, endMs: 1100, durationMs: 110 }]);
  expect(sent).toEqual([
    { type: 'blocked-at', pid: 7, sinceMs: 1000, atMs: 1065, frames },
    { type: 'stall', pid: 7, startMs: 990, durationMs: 110, frames },
  ]);
});

test('a stack taken at the end of a native call is the block’s, though it comes after it', () => {
  const { stalls, sent, asked } = followed();
  stalls.look(1060, 1000, []);
  stalls.look(1310, null, [{ startMs: 990, endMs: 1300, durationMs: 310 }]);
  expect(sent).toEqual([]);
  asked[0]!({ askedAtMs: 1060, atMs: 1299, frames });
  stalls.look(1360, null, []);
  expect(sent).toEqual([{ type: 'stall', pid: 7, startMs: 990, durationMs: 310, frames }]);
});

test('a stack taken after the block says nothing about it', () => {
  const { stalls, sent, asked } = followed();
  stalls.look(1060, 1000, []);
  stalls.look(1310, null, [{ startMs: 990, endMs: 1300, durationMs: 310 }]);
  asked[0]!({ askedAtMs: 1060, atMs: 1305, frames });
  stalls.look(1360, null, []);
  expect(sent).toEqual([{ type: 'stall', pid: 7, startMs: 990, durationMs: 310, frames: [] }]);
});

test('an answer that never comes does not hold a stall for ever', () => {
  const { stalls, sent, gaveUp } = followed();
  stalls.look(1060, 1000, []);
  stalls.look(1310, null, [{ startMs: 990, endMs: 1300, durationMs: 310 }]);
  stalls.look(1560, null, []);
  expect([sent.length, gaveUp()]).toEqual([0, 0]);
  stalls.look(1610, null, []);
  expect([sent.length, gaveUp()]).toEqual([1, 1]);
});

test('shorter blocks than the threshold are none', () => {
  const { stalls, sent } = followed();
  stalls.look(1100, null, [{ startMs: 1000, endMs: 1049, durationMs: 49 }]);
  expect(sent).toEqual([]);
});

test('what came late came from a native call: the call into Node is named, or that the frame may not be it', () => {
  const { stalls, sent, asked } = followed();
  stalls.look(1060, 1000, []);
  asked[0]!({ askedAtMs: 1060, atMs: 1299, frames, isLate: true, nodeCall: 'readFileSync (node:fs)' });
  stalls.look(1310, null, [{ startMs: 990, endMs: 1300, durationMs: 310 }]);
  stalls.look(2060, 2000, []);
  asked[1]!({ askedAtMs: 2060, atMs: 2299, frames, isLate: true });
  stalls.look(2310, null, [{ startMs: 1990, endMs: 2300, durationMs: 310 }]);
  stalls.look(3060, 3000, []);
  asked[2]!({ askedAtMs: 3060, atMs: 3061, frames, isLate: false, nodeCall: 'get (node:process)' });
  stalls.look(3310, null, [{ startMs: 2990, endMs: 3300, durationMs: 310 }]);
  const notes = sent.map(message => (message.type === 'stall' ? message.note : 'live'));
  expect(notes).toEqual([
    'live',
    'native call in readFileSync (node:fs)',
    'live',
    'native call, last known frame',
    'live',
    undefined,
  ]);
});

test('where the frame itself is not the one, it says so', () => {
  const { stalls, sent, asked } = followed();
  stalls.look(1060, 1000, []);
  asked[0]!({ askedAtMs: 1060, atMs: 1299, frames, isLate: true, isCut: true });
  stalls.look(1310, null, [{ startMs: 990, endMs: 1300, durationMs: 310 }]);
  stalls.look(2060, 2000, []);
  asked[1]!({ askedAtMs: 2060, atMs: 2066, frames, isCut: true });
  stalls.look(2310, null, [{ startMs: 1990, endMs: 2300, durationMs: 310 }]);
  expect(sent.flatMap(message => (message.type === 'stall' ? message.note : []))).toEqual([
    'native call in or below this frame, before this line',
    'in or below this frame, before this line',
  ]);
});

test('a block that could not be interrupted at all is said to be one', () => {
  const { stalls, sent, asked } = followed();
  stalls.look(1060, 1000, []);
  asked[0]!({ askedAtMs: 1060, atMs: 1301, frames, isLate: true });
  stalls.look(1310, null, [{ startMs: 990, endMs: 1300, durationMs: 310 }]);
  const note = 'native call, it could not be interrupted';
  expect(sent.at(-1)).toEqual({ type: 'stall', pid: 7, startMs: 990, durationMs: 310, frames: [], note });
});

test('a block that nothing certain is known of is a native call, and what came after it is not blamed', () => {
  const { stalls, sent, asked } = followed();
  stalls.look(1060, 1000, []);
  asked[0]!({ askedAtMs: 1060, atMs: 1900, frames: [], isLate: true });
  stalls.look(1910, 1000, []);
  asked[1]!({ askedAtMs: 1910, atMs: 1911, frames });
  stalls.look(2010, null, [{ startMs: 990, endMs: 2000, durationMs: 1010 }]);
  const note = 'native call, it could not be interrupted';
  expect(sent.at(-1)).toEqual({ type: 'stall', pid: 7, startMs: 990, durationMs: 1010, frames: [], note });
});

const frameOf = (functionName: string) => ({ functionName, file: '/app/a.js', line: 1, column: 1 });

/** Innermost function first. */
const stackAt = (atMs: number, ...names: string[]): CapturedStack => ({
  askedAtMs: atMs,
  atMs,
  frames: names.map(frameOf),
});

test('of several stacks the one that most of the block went to is told', () => {
  const stacks = new BlockStacks();
  for (const stack of [stackAt(60, 'parse', 'route'), stackAt(100, 'match', 'route')]) stacks.add(stack);
  expect(stacks.of(0, 400)?.frames[0]).toEqual(frameOf('match'));
  expect(stacks.of(0, 110)?.frames[0]).toEqual(frameOf('parse'));
  stacks.forgetUntil(80);
  expect(stacks.of(0, 110)?.frames[0]).toEqual(frameOf('match'));
  stacks.forgetUntil(400);
  expect(stacks.of(0, 400)).toBeNull();
});

test('a function is charged with what it calls', () => {
  const stacks = new BlockStacks();
  const late = { ...stackAt(200, 'route'), askedAtMs: 50, isLate: true };
  const called = ['add', 'hash', 'sum', 'mix'].map((name, i) =>
    stackAt(250 + 100 * i, name, 'total', 'route'),
  );
  for (const stack of [late, ...called]) stacks.add(stack);
  expect(stacks.of(0, 600)?.frames[1]).toEqual(frameOf('total'));
});

test('a stack that had to be waited for stands for the wait', () => {
  const stacks = new BlockStacks();
  stacks.add({ ...stackAt(900, 'route'), askedAtMs: 50, isLate: true });
  stacks.add(stackAt(910, 'busy', 'route'));
  stacks.add(stackAt(1000, 'busy', 'route'));
  expect(stacks.of(0, 1100)).toMatchObject({ isLate: true });
});

test('hours of stacks are thinned out, and still say where the time went', () => {
  const stacks = new BlockStacks();
  for (let i = 0; i < 5000; i++) stacks.add(stackAt(500 * i, i < 3000 ? 'early' : 'late', 'route'));
  expect(stacks.of(0, 500 * 5000)?.frames[0]).toEqual(frameOf('late'));
});
