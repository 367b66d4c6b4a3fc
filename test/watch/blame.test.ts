/** Who is blamed for a block that could not be interrupted, and was followed by another function in the same turn. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blamedFrame } from '../../src/analysis/stalls.ts';
import { systemClock } from '../../src/clock.ts';
import { launchProgram } from '../../src/source/watch-launch.ts';
import type { ProgramSource } from '../../src/source/watched.ts';
import { Inbox, targetUrl } from '../source/targets.ts';
import { type BuiltProbe, buildProbe } from './built-probe.ts';
import { compare, wasHeldUp } from './truth.ts';

let probe: BuiltProbe;
const sources: ProgramSource[] = [];
const inbox = new Inbox();

const watchAll = async (): Promise<void> => {
  const source = await launchProgram({
    clock: systemClock,
    thresholdMs: 50,
    onMessage: inbox.take,
    probe,
    command: [process.execPath, fileURLToPath(targetUrl('afterwards.mjs'))],
    cwd: process.cwd(),
    env: process.env,
    stdio: { stdin: 'ignore', stdout: 'events', stderr: 'events' },
  });
  sources.push(source);
  await inbox.first('output', ({ text }) => text === 'ready');
  await inbox.first('hello');
  source.signal('SIGUSR2');
  await inbox.first('subject-lost');
};

beforeAll(async () => {
  probe = await buildProbe();
  // Once more, if the machine held one up.
  do {
    inbox.messages.splice(0);
    await watchAll();
  } while (compare(inbox).blocks.some(wasHeldUp));
});

afterAll(async () => {
  await Promise.all(sources.map(source => source.stop()));
  probe.remove();
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
