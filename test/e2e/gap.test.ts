import { expect, test } from 'vitest';
import type { RunReport } from '../../src/analysis/types.ts';
import { runPiped } from '../helpers/program.ts';

const hashes = ['run', 'password-hash', '--mode', 'concurrent', '--scale', '0.05', '--json'];

const poolPartOf = (env: Readonly<Record<string, string>>) => {
  const { stdout } = runPiped(hashes, env);
  const { gap } = JSON.parse(stdout) as RunReport;
  return gap?.parts.find(({ cause }) => cause === 'pool');
};

test("a libuv pool that the environment makes narrower is found by the kernel's list of threads", () => {
  expect(poolPartOf({ UV_THREADPOOL_SIZE: '1' })?.evidence).toMatch(
    /^libuv's pool has 1 thread, where 4 were expected: up to 8 operations were at it at once, and stood in its queue for /,
  );
  expect(poolPartOf({ UV_THREADPOOL_SIZE: '4' })).toBeUndefined();
});
