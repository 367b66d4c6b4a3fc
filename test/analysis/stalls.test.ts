import { describe, expect, test } from 'vitest';
import {
  blamedFrame,
  callersOf,
  frameWords,
  groupStalls,
  innermostCall,
  ownerOf,
} from '../../src/analysis/stalls.ts';
import type { StackFrame } from '../../src/protocol.ts';

const at = (functionName: string, file: string, line = 1): StackFrame => ({
  functionName,
  file,
  line,
  column: 1,
});

const own = at('matchRoute', 'file:///srv/routes.mjs', 31);
const anonymous = at('(anonymous)', '/srv/server.js', 12);
const packaged = at('parse', '/srv/node_modules/@kit/body/lib/parse.js', 7);
const config = at(
  'expandMacros',
  '/srv/node_modules/.vite-temp/vite.config.ts.timestamp-17952-b934f8.mjs',
  9,
);
const inNode = at('readFileSync', 'node:fs', 441);
const native = at('parse', '');

test.each([
  [own, 'own'],
  [packaged, 'package'],
  [config, 'own'],
  [at('x', 'C:\\srv\\node_modules\\kit\\x.js'), 'package'],
  [inNode, 'node'],
  [at('x', 'node:internal/fs/utils'), 'node'],
  [native, 'native'],
  [at('x', 'native'), 'native'],
] as const)('%j is %s', (frame, owner) => {
  expect(ownerOf(frame)).toBe(owner);
});

describe('blame falls on', () => {
  test.each([
    ['the innermost frame of the user', [inNode, own, anonymous], own],
    ['the user even below a package', [packaged, own], own],
    ['a package where there is no user', [native, inNode, packaged], packaged],
    ['Node where there is nobody else', [native, inNode], inNode],
    ['native code where there is only that', [native], native],
    ['nobody without a stack', [], null],
  ] as const)('%s', (_name, frames, frame) => {
    expect(blamedFrame(frames)).toBe(frame);
  });
});

test.each([
  [[inNode, own], '', 'readFileSync'],
  [[own], '', ''],
  [[at('(anonymous)', packaged.file), own], '', ''],
  [[own], 'in pbkdf2Sync (node:crypto)', 'pbkdf2Sync'],
  [[own], 'native call in pbkdf2Sync (node:crypto)', 'pbkdf2Sync'],
  [[own], 'native call, last known frame', ''],
  [[own], 'native call in or below this frame, before this line', ''],
] as const)('the call within is told by frame or note', (frames, note, call) => {
  expect(innermostCall(frames, note)).toBe(call);
});

describe('callers of the blamed frame', () => {
  test.each([
    ["are the user's own frames below it", [native, own, packaged, anonymous, inNode], [anonymous]],
    ['are those of the same owner, where the user has none', [inNode, packaged, inNode], []],
    [
      'name a function that calls itself once',
      [own, own, at('matchRoute', own.file, 33), anonymous],
      [anonymous],
    ],
    ['are none without a stack', [], []],
  ] as const)('%s', (_name, frames, callers) => {
    expect(callersOf(frames)).toEqual(callers);
  });
});

test.each([
  [own, 'matchRoute (routes.mjs:31)'],
  [anonymous, 'server.js:12'],
  [packaged, 'parse (@kit/body/parse.js:7)'],
  [config, 'expandMacros (vite.config.ts, bundled:9)'],
  [at('list', '/srv/shop/api/index.ts', 4), 'list (api/index.ts:4)'],
  [at('page', '/srv/app/cart/page.tsx', 4), 'page (cart/page.tsx:4)'],
  [at('parse', '/srv/node_modules/kit/index.js', 7), 'parse (kit/index.js:7)'],
  [inNode, 'readFileSync (node:fs)'],
  [native, 'parse (native code)'],
  [null, 'place not known'],
] as const)('%j is called %s', (frame, words) => {
  expect(frameWords(frame)).toBe(words);
});

describe('groups', () => {
  const stall = (startMs: number, durationMs: number, frames: readonly StackFrame[], note = '') => ({
    startMs,
    durationMs,
    frames,
    note,
  });

  test('are one for each function, whatever line it was caught on, the costliest first', () => {
    const groups = groupStalls([
      stall(0, 60, [anonymous]),
      stall(1000, 100, [at('matchRoute', own.file, 33)]),
      stall(2000, 140, [own]),
      stall(3000, 100, [inNode, own]),
    ]);
    expect(groups).toEqual([
      {
        key: '["file:///srv/routes.mjs","matchRoute"]',
        frame: own,
        owner: 'own',
        callers: [],
        call: '',
        note: '',
        count: 3,
        totalMs: 340,
        maxMs: 140,
        share: 0.85,
        lastStartMs: 3000,
      },
      {
        key: '["/srv/server.js",12]',
        frame: anonymous,
        owner: 'own',
        callers: [],
        call: '',
        note: '',
        count: 1,
        totalMs: 60,
        maxMs: 60,
        share: 0.15,
        lastStartMs: 0,
      },
    ]);
  });

  test('tell functions without a name apart by their lines', () => {
    const groups = groupStalls([
      stall(0, 60, [anonymous]),
      stall(100, 50, [at('(anonymous)', '/srv/server.js', 40)]),
    ]);
    expect(groups.map(({ frame }) => frame?.line)).toEqual([12, 40]);
  });

  test('keep what has no stack together', () => {
    expect(groupStalls([stall(0, 60, []), stall(100, 50, [])])).toMatchObject([
      { frame: null, owner: null, count: 2, totalMs: 110, share: 1 },
    ]);
  });

  test('tell what began while a process was starting apart from what is not known', () => {
    const groups = groupStalls([{ ...stall(0, 60, []), isStartup: true }, stall(5000, 50, [])]);
    expect(groups.map(({ frame, isStartup }) => frameWords(frame, isStartup))).toEqual([
      'start-up',
      'place not known',
    ]);
  });

  test('of nothing are none', () => {
    expect(groupStalls([])).toEqual([]);
  });
});
