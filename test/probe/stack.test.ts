import { expect, test } from 'vitest';
import { parseCapture } from '../../src/probe/stack.ts';

const times = { cpuMs: 500, runQueueMs: 10 };
const asked = { atMs: 1065, times };

test('an answer holds the subject’s frames only', () => {
  const text = JSON.stringify([
    1065.5,
    null,
    [
      ['', 'jugglers-probe-capture', 9, 20, 1, 1],
      ['wait', '', 0, 0, 0, 0],
      ['from', 'node:buffer', 295, 28, 290, 3],
      ['', '/app/main.js', 7, 3, 5, 1],
      ['listOnTimeout', 'node:internal/timers', 581, 17, 500, 3],
    ],
  ]);
  expect(parseCapture(text, asked, times)).toEqual({
    askedAtMs: 1065,
    atMs: 1065.5,
    frames: [
      { functionName: 'wait', file: '', line: 0, column: 0 },
      { functionName: '(anonymous)', file: '/app/main.js', line: 7, column: 3 },
    ],
    nodeCall: 'from (node:buffer)',
  });
  expect(parseCapture(undefined, asked, times)).toBeNull();
});

test('where none of them is the subject’s, Node’s public ones stay', () => {
  const text = '[5,null,[["onRead","node:internal/net",9,1,2,1],["readFileSync","node:fs",440,12,430,1]]]';
  expect(parseCapture(text, { atMs: 4, times }, times)).toEqual({
    askedAtMs: 4,
    atMs: 5,
    frames: [{ functionName: 'readFileSync', file: 'node:fs', line: 440, column: 12 }],
  });
});

/** `route` calls what begins right then, at the bracket of its parameters. */
const afterwards = (...inner: unknown[][]) =>
  JSON.stringify([
    1300,
    null,
    [...inner, ['route', '/app/main.js', 12, 5, 3, 1], ['emit', 'node:events', 519, 28, 400, 3]],
  ]);
const route = { functionName: 'route', file: '/app/main.js', line: 12, column: 5 };
const busy = ['busy', '/app/main.js', 30, 14, 30, 1];

test('what has only begun when a native call ends is not blamed for it', () => {
  const late = { isLate: true, isCut: true, frames: [route] };
  expect(parseCapture(afterwards(busy), asked, times)).toMatchObject(late);
  expect(parseCapture(afterwards(['sort', '', 0, 0, 0, 0]), asked, times)).toMatchObject(late);
  expect(parseCapture(afterwards(busy, ['sort', '', 0, 0, 0, 0]), asked, times)).toMatchObject(late);
  expect(parseCapture(afterwards(['log', 'node:internal/console', 9, 6, 9, 3]), asked, times)).toMatchObject(
    late,
  );
  expect(parseCapture(afterwards(), asked, times)).toMatchObject({ isLate: true, frames: [route] });
  expect(parseCapture(JSON.stringify([1300, null, [busy]]), asked, times)).toMatchObject({
    isLate: true,
    frames: [],
  });
});

test('a call into Node that goes on when its native part ends is told', () => {
  const read = ['readFileSync', 'node:fs', 440, 12, 430, 1];
  const text = afterwards(['toString', 'node:buffer', 800, 45, 800, 1], read);
  expect(parseCapture(text, asked, times)).toMatchObject({
    frames: [route],
    nodeCall: 'readFileSync (node:fs)',
  });
  expect(
    parseCapture(afterwards(['readFileSync', 'node:fs', 430, 22, 430, 1]), asked, times)?.nodeCall,
  ).toBeUndefined();
});

test('what begins is the place where the thread is interrupted at once, or has waited for a core', () => {
  const text = afterwards(busy).replace('1300', '1067');
  const inBusy = { frames: [{ functionName: 'busy' }, route] };
  expect(parseCapture(text, asked, times)).toMatchObject(inBusy);
  expect(parseCapture(afterwards(busy), asked, { cpuMs: 501, runQueueMs: 243 })).toMatchObject(inBusy);
  expect(parseCapture(text, { atMs: 1065, times: null }, null)).toMatchObject(inBusy);
  const late = { frames: [route], isLate: true };
  expect(parseCapture(afterwards(busy), asked, { cpuMs: 560, runQueueMs: 243 })).toMatchObject(late);
  const onCpu = afterwards(busy).replace('null', '560');
  expect(parseCapture(onCpu, asked, { cpuMs: 501, runQueueMs: 243 })).toMatchObject(late);
  const shortly = parseCapture(afterwards(busy).replace('1300', '1072'), asked, times);
  expect(shortly).toEqual({ askedAtMs: 1065, atMs: 1072, frames: [route], isCut: true });
});
