/** The probe in a real process: threads, memory, garbage collection, lanes. */
import { afterEach, expect, test } from 'vitest';
import { readTrace } from '../../src/state/read-trace.ts';
import { type Inbox, launchTarget, requestFor, stopTargets } from '../source/targets.ts';

afterEach(stopTargets);

test.runIf(process.platform === 'linux')(
  'threads are told by name, with what the kernel counts',
  async () => {
    const { lab, inbox } = await launchTarget('threads.mjs');
    const wanted = ['main', 'jugglers-probe', 'anna', 'berta', 'carla'];
    const { threads } = await inbox.first('threads', message =>
      wanted.every(name => message.threads.some(thread => thread.name === name)),
    );
    expect(threads.find(({ name }) => name === 'main')).toEqual({
      tid: lab.pid,
      name: 'main',
      state: expect.stringMatching(/^[A-Z]$/),
      core: expect.any(Number),
      cpuMs: expect.any(Number),
      runQueueMs: expect.any(Number),
      voluntarySwitches: expect.any(Number),
      involuntarySwitches: expect.any(Number),
    });
    const { rssBytes } = await inbox.first('memory');
    expect(rssBytes).toBeGreaterThan(10e6);
  },
);

/** All that is said of a run, once its rings have been drained in one piece: a drain may begin while they are written. */
const drainedAtOnce = async (): Promise<Inbox> => {
  for (;;) {
    const { lab, inbox } = await launchTarget('lanes.ts');
    lab.run(requestFor('r1'));
    await inbox.first('output', ({ text }) => text === 'flushed');
    await inbox.first('run-finished');
    if (inbox.all('trace').length === 1) return inbox;
    await lab.stop();
  }
};

test('a run is handed on; rings are drained in time order before what was forwarded after them', async () => {
  const inbox = await drainedAtOnce();
  const ownTypes = new Set(['lane-opened', 'trace', 'lane-closed', 'run-finished']);
  const types = inbox.messages.map(({ type }) => type).filter(type => ownTypes.has(type));
  expect(types).toEqual(['lane-opened', 'lane-opened', 'trace', 'lane-closed', 'run-finished']);
  const [trace] = inbox.all('trace');
  expect(trace?.dropped).toBe(2);
  expect([...readTrace(trace!)]).toEqual([
    { atMs: 10, lane: 'a', phase: 'running', task: 0, value: 0 },
    { atMs: 11, lane: 'b', phase: 'running', task: 1, value: 0 },
    { atMs: 17, lane: 'b', phase: 'progress', task: 1, value: 0.25 },
    { atMs: 20, lane: 'a', phase: 'waiting', task: 0, value: 1 },
    { atMs: 15, lane: 'a', phase: 'ready', task: 0, value: 0 },
    { atMs: 30, lane: 'a', phase: 'done', task: 0, value: 12.5 },
  ]);
});
