import { expect, test } from 'vitest';
import type { ModeId } from '../../src/protocol.ts';
import { requestFor, Subject } from './subject.ts';

/** How many tasks get in, of 19 that want to. */
const inside: Record<ModeId, number> = {
  sequential: 1,
  concurrent: 19,
  parallel: 2,
  hybrid: 8,
  processes: 2,
  spawn: 2,
};

/** Cancels once as many tasks as can be are inside, and answers how the run ended. */
async function cancelled(mode: ModeId, stay: string, width: number, env: NodeJS.ProcessEnv = {}) {
  const subject = new Subject(requestFor('waits', { mode, options: { stay } }), env);
  try {
    await subject.until(() => subject.texts('emit').length >= width);
    subject.send({ type: 'cancel' });
    const { counts, checksum, cancelled: isCancelled } = await subject.finished();
    const ends = subject.trace().filter(record => record.phase === 'cancelled');
    return { counts, checksum, isCancelled, ended: new Set(ends.map(record => record.task)).size };
  } finally {
    await subject.close();
  }
}

const allModes = Object.keys(inside) as ModeId[];
const cases: [ModeId, string][] = [
  ['sequential', 'sleep'],
  ['sequential', 'fetch'],
  ['sequential', 'lock'],
  ['sequential', 'compute'],
  ['concurrent', 'sleep'],
  ['concurrent', 'fetch'],
  ['concurrent', 'lock'],
  ['concurrent', 'compute'],
  ['parallel', 'fetch'],
  ['hybrid', 'compute'],
  ['processes', 'fetch'],
  ['spawn', 'lock'],
];

test.for(cases)('%s: cancel ends tasks in the midst of "%s"', async ([mode, stay]) => {
  const width = inside[mode];
  // They end by themselves, however long that takes.
  const env = { JUGGLERS_CANCEL_GRACE_MS: '600000' };
  expect(await cancelled(mode, stay, width, env)).toEqual({
    counts: { total: 20, done: 1, failed: 0, cancelled: 19 },
    checksum: null,
    isCancelled: true,
    ended: width,
  });
});

test.for(allModes)('%s: tasks that do not listen are ended by force', async mode => {
  const { counts, isCancelled } = await cancelled(mode, 'ignore', inside[mode]);
  expect(isCancelled).toBe(true);
  expect(counts).toEqual({ total: 20, done: 1, failed: 0, cancelled: 19 });
});
