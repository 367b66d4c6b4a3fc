import { expect, test } from 'vitest';
import type { ProbeMessage } from '../../src/protocol.ts';
import { type CapturedStack, parseCapture } from '../../src/probe/stack.ts';
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
  const stalls = new Stalls(7, 50, capture, message => sent.push(message));
  return { stalls, sent, asked, gaveUp: () => gaveUp };
};

test('asked at the threshold, and again every half second', () => {
  const { stalls, asked } = followed();
  stalls.look(1040, 1000, []);
  expect(asked).toHaveLength(0);
  stalls.look(1060, 1000, []);
  expect(asked).toHaveLength(1);
  asked[0]!({ atMs: 1065, frames });
  stalls.look(1110, 1000, []);
  expect(asked).toHaveLength(1);
  stalls.look(1560, 1000, []);
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
  asked[0]!({ atMs: 1065, frames });
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
  asked[0]!({ atMs: 1299, frames });
  stalls.look(1360, null, []);
  expect(sent).toEqual([{ type: 'stall', pid: 7, startMs: 990, durationMs: 310, frames }]);
});

test('a stack taken after the block says nothing about it', () => {
  const { stalls, sent, asked } = followed();
  stalls.look(1060, 1000, []);
  stalls.look(1310, null, [{ startMs: 990, endMs: 1300, durationMs: 310 }]);
  asked[0]!({ atMs: 1305, frames });
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
  asked[0]!({ atMs: 1299, frames, isLate: true, nodeCall: 'readFileSync (node:fs)' });
  stalls.look(1310, null, [{ startMs: 990, endMs: 1300, durationMs: 310 }]);
  stalls.look(2060, 2000, []);
  asked[1]!({ atMs: 2299, frames, isLate: true });
  stalls.look(2310, null, [{ startMs: 1990, endMs: 2300, durationMs: 310 }]);
  stalls.look(3060, 3000, []);
  asked[2]!({ atMs: 3061, frames, isLate: false, nodeCall: 'get (node:process)' });
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

test('a block that could not be interrupted at all is said to be one', () => {
  const { stalls, sent, asked } = followed();
  stalls.look(1060, 1000, []);
  asked[0]!({ atMs: 1301, frames, isLate: true });
  stalls.look(1310, null, [{ startMs: 990, endMs: 1300, durationMs: 310 }]);
  const note = 'native call, it could not be interrupted';
  expect(sent.at(-1)).toEqual({ type: 'stall', pid: 7, startMs: 990, durationMs: 310, frames: [], note });
});

test('an answer holds the subject’s frames only', () => {
  const text = JSON.stringify([
    1065.5,
    [
      ['', 'jugglers-probe-capture', 9, 20],
      ['wait', '', 0, 0],
      ['from', 'node:buffer', 295, 28],
      ['', '/app/main.js', 7, 3],
      ['listOnTimeout', 'node:internal/timers', 581, 17],
    ],
  ]);
  expect(parseCapture(text)).toEqual({
    atMs: 1065.5,
    frames: [
      { functionName: 'wait', file: '', line: 0, column: 0 },
      { functionName: '(anonymous)', file: '/app/main.js', line: 7, column: 3 },
    ],
    nodeCall: 'from (node:buffer)',
  });
  expect(parseCapture(undefined)).toBeNull();
});

test('where none of them is the subject’s, Node’s public ones stay', () => {
  const text = '[5,[["onRead","node:internal/net",1,1],["readFileSync","node:fs",440,12]]]';
  expect(parseCapture(text)).toEqual({
    atMs: 5,
    frames: [{ functionName: 'readFileSync', file: 'node:fs', line: 440, column: 12 }],
  });
});
