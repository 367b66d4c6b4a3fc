import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { killAllOf, waitForNoneOf } from '../helpers/processes.ts';

/** A bench whose child has a child, in a group of its own; the latter says that it is there, and spins. */
const start = (marker: string, then: string) => {
  const busy = `console.log('there'); for (;;);`;
  const between = `${spawning(busy)}; setInterval(() => {}, 1000)`;
  const source = `
    import { endTogether } from ${JSON.stringify(new URL('../../bench/support/ending.ts', import.meta.url))};
    endTogether();
    ${spawning(between)};
    ${then}`;
  const bench = spawn(process.execPath, ['--input-type=module', '-e', source], {
    env: { ...process.env, MARKER: marker },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return { bench, there: once(createInterface({ input: bench.stdout }), 'line') };
};

const spawning = (source: string): string =>
  `process.getBuiltinModule('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(source)}], ` +
  `{ stdio: ['ignore', 'inherit', 'ignore'], detached: true })`;

test.each([
  ['a signal', 'SIGTERM', '', 143],
  ['an interrupt', 'SIGINT', '', 130],
  ['an error', null, `process.stdin.once('data', () => { throw new Error('enough'); })`, 1],
] as const)('%s ends what a bench has started, too', async (_name, signal, then, code) => {
  const marker = `jugglers-test-${randomUUID()}`;
  const { bench, there } = start(marker, then);
  try {
    const exit = once(bench, 'exit');
    await there;
    if (signal) bench.kill(signal);
    else bench.stdin.write('now');
    expect(await exit).toEqual([code, null]);
    await waitForNoneOf(marker);
  } finally {
    await killAllOf(marker);
  }
});
