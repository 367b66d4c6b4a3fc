/** Who is blamed for a block that could not be interrupted, and was followed by another function in the same turn. */
import { beforeAll, expect, test } from 'vitest';
import { blamedFrame } from '../../src/analysis/stalls.ts';
import { Inbox } from '../source/targets.ts';
import { watchedPrograms, watchToTheEnd } from './programs.ts';
import { compare, wasHeldUp } from './truth.ts';

const launch = watchedPrograms();
const inbox = new Inbox();

beforeAll(async () => {
  // Once more, if the machine held one up.
  do {
    inbox.messages.splice(0);
    await watchToTheEnd(launch, inbox, 'afterwards.mjs');
  } while (compare(inbox).blocks.some(wasHeldUp));
});

/** On a machine without a core to spare the thread may wait for one longer than for the call: it is not called native. */
const native = (where: string): string => expect.stringMatching(new RegExp(`^(native call )?in ${where}$`));
const before = native('or below this frame, before this line');

const stallOf = (kind: string) => compare(inbox).blocks.find(each => each.kind === kind)!.stalls[0]!;

test.each(['regex', 'wait', 'sort'])(
  '%s can be interrupted: it is blamed, not what came afterwards',
  kind => {
    // The comparison is at its own clock now and then.
    const frames = stallOf(kind).frames.filter(({ functionName }) => functionName !== 'nowMs');
    expect(blamedFrame(frames)?.functionName).toMatch(/^(blockBy|slowCompare)/);
  },
);

test.each([
  ['parse', 'routeParse', before],
  ['read', 'blockByRead', native(String.raw`readFileSync \(node:fs\)`)],
  ['pbkdf2', 'blockByPbkdf2', native(String.raw`pbkdf2Sync \(node:crypto\)`)],
  ['exec', 'blockByExec', native(String.raw`execSync \(node:child_process\)`)],
  ['last', 'run', before],
  ['alone', undefined, 'native call, it could not be interrupted'],
])('%s: blamed is %s, not what came afterwards', (kind, functionName, note) => {
  const stall = stallOf(kind);
  expect([blamedFrame(stall.frames)?.functionName, stall.note]).toEqual([functionName, note]);
});
