/** What the probe says of a started program that blocks, against what the program measured itself. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { ProgramSource } from '../../src/source/watched.ts';
import { Inbox, type Of } from '../source/targets.ts';
import { thresholdMs, watchedPrograms, watchToTheEnd } from './programs.ts';
import { compare, functionOf, interruptible, ownFrame, wasHeldUp } from './truth.ts';

const launch = watchedPrograms();

/** Watches the target in `env`, and tests what holds however its loop was before a block. */
const watched = (env: Readonly<Record<string, string>>) => {
  const inbox = new Inbox();
  let source: ProgramSource;

  beforeAll(async () => {
    // Of the long ones the frames are looked at: once more, if the machine held one up.
    do {
      inbox.messages.splice(0);
      source = await watchToTheEnd(launch, inbox, 'truth.mjs', env);
    } while (compare(inbox).blocks.some(block => block.wantedMs >= 1000 && wasHeldUp(block)));
  });

  test('every block above the threshold is one stall, with its start and its length', () => {
    const long = compare(inbox).blocks.filter(({ wantedMs }) => wantedMs > thresholdMs);
    expect(long.length).toBeGreaterThan(6);
    for (const { kind, startMs, endMs, stalls, delays } of long) {
      // One that others left next to nothing of a core, or in which the machine stood still, is told as that.
      const told = stalls.length > 0 ? stalls : delays.slice(0, 1);
      expect([kind, told.length]).toEqual([kind, 1]);
      const [stall] = told;
      // The two lie over each other: how exactly is measured by `npm run test:nodes`, not on a machine that others use.
      expect(stall!.startMs).toBeLessThan(endMs);
      expect(stall!.startMs + stall!.durationMs).toBeGreaterThan(startMs);
      expect(stall!.durationMs).toBeGreaterThan((endMs - startMs) / 2);
    }
  });

  test('no block below it is one, and none is invented', () => {
    const { blocks, invented } = compare(inbox);
    const short = blocks.filter(({ wantedMs }) => wantedMs < thresholdMs);
    expect(short.length).toBeGreaterThan(6);
    // One of 20 ms that others hold up for longer than the threshold is a stall, of as long as it was.
    const longerThan = (stalls: readonly Of<'stall'>[], ms: number) =>
      stalls.filter(({ durationMs }) => durationMs > ms);
    const tooLong = short.flatMap(({ startMs, endMs, wantedMs, stalls }) =>
      longerThan(stalls, 2 * thresholdMs + (endMs - startMs - wantedMs)),
    );
    expect(tooLong).toEqual([]);
    expect(longerThan(invented, 2 * thresholdMs)).toEqual([]);
  });

  test('the command ended by itself, with its code', async () => {
    expect(await source.ended).toEqual({ code: 0, signal: null });
    expect(inbox.all('subject-lost')).toMatchObject([{ expected: true, exitCode: 0, signal: null }]);
  });
  return inbox;
};

describe('out of a loop at rest', () => {
  watched({ DURATIONS: '20,100', PAUSE_MS: '350' });
});

describe('out of a loop that beats', () => {
  const inbox = watched({ DURATIONS: '20,100,1000' });

  test('the frame is right where the engine can be interrupted', () => {
    const blocks = compare(inbox).blocks.filter(
      ({ kind, wantedMs }) => interruptible.includes(kind) && wantedMs >= 1000,
    );
    expect(blocks.map(({ kind }) => kind).toSorted()).toEqual(interruptible.toSorted());
    for (const { kind, stalls } of blocks) {
      const names = stalls[0]!.frames.map(({ functionName }) => functionName);
      expect(names).toContain(functionOf(kind));
    }
  });

  test('a native call is named as one, with the call into Node where there is one', () => {
    const notes = Object.fromEntries(
      compare(inbox)
        .blocks.filter(({ wantedMs }) => wantedMs === 1000)
        .map(({ kind, stalls }) => [kind, stalls[0]!.note ?? null]),
    );
    expect(notes).toMatchObject({
      pbkdf2: expect.stringMatching(/^(native call )?in pbkdf2Sync \(node:crypto\)$/),
      exec: expect.stringMatching(/^(native call )?in execSync \(node:child_process\)$/),
      parse: expect.stringMatching(/^native call|^in or below/),
    });
    const own = compare(inbox).blocks.find(({ kind, wantedMs }) => kind === 'exec' && wantedMs === 1000);
    expect(ownFrame(own!.stalls[0]!.frames)?.functionName).toBe('blockByExec');
  });
});
