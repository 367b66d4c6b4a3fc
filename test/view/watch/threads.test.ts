/** The threads panel, on literal readings. */
import { expect, test } from 'vitest';
import { threads } from '../../../src/view/panels/threads.ts';
import { asked, hello, machine, play, pid, threadsAt } from '../../fixtures/watch-events.ts';
import { plain } from '../panels/screen.ts';

const shown = (utilization: number): string => {
  const read = (cpuMs: number) =>
    threadsAt(cpuMs, [
      { cpuMs: 0 },
      { tid: pid + 1, name: 'node' },
      { tid: pid + 2, name: 'node', state: 'R', cpuMs, utilization },
      { tid: pid + 3, name: 'worker', utilization: 0 },
    ]);
  const state = play([machine, asked(), hello(), read(1000), read(2000)]);
  return threads({ state, temporality: 'live' }, { width: 60, height: 8 }, plain).join('\n');
};

test('before Node 24 V8’s threads and workers have one name: who never sleeps is told apart', () => {
  expect(shown(1)).toMatch(/node +100% +running .*worker .*engine ×1 /s);
  expect(shown(0.3)).toMatch(/main .*worker .*engine ×2 /s);
  expect(shown(0.3)).not.toContain('node');
});
