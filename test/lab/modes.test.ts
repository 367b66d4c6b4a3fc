import { expect, test } from 'vitest';
import { modeIds } from '../../src/protocol.ts';
import { requestFor, runToEnd } from './subject.ts';

test.for(modeIds)('%s runs all tasks, and their values are those of sequential', async mode => {
  const { finished, subject } = await runToEnd(requestFor('tiny', { mode }));
  expect(finished.counts).toEqual({ total: 6, done: 6, failed: 0, cancelled: 0 });
  expect(subject.texts('emit').sort()).toEqual([0, 1, 2, 3, 4, 5].map(n => `text ${n}`));
  console.log(
    mode,
    finished.checksum,
    finished.makespanMs,
    finished.cpuMs,
    subject.ofType('run-started')[0]?.startupMs,
  );
});
