/** Every workload in every mode, small: all tasks done, and the same answer everywhere. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { modeIds } from '../../src/protocol.ts';
import { workloads } from '../../workloads/index.ts';
import { programFile } from '../helpers/program.ts';

/** As small as each may be: the work is real, but there is little of it. */
const small: Readonly<Record<string, readonly string[]>> = {
  'hash-chain': ['--tasks', '3'],
  'password-hash': ['--tasks', '3'],
  primes: ['--tasks', '4'],
  'http-calls': ['--tasks', '6'],
  thumbnails: ['--tasks', '3'],
};

interface Result {
  readonly tasks: { readonly total: number; readonly done: number };
  readonly checksum: string | null;
  readonly runningNow: { readonly max: number };
}

async function run(workload: string, mode: string): Promise<Result> {
  const args = [
    'run',
    workload,
    '--mode',
    mode,
    '--workers',
    '2',
    '--scale',
    '0.02',
    ...(small[workload] ?? []),
    '--json',
  ];
  const { stdout } = await promisify(execFile)(process.execPath, [programFile, ...args], {
    maxBuffer: 1 << 26,
  });
  return JSON.parse(stdout) as Result;
}

describe.each(workloads.map(({ id }) => id))('%s', id => {
  test('is done in every mode, with one checksum', async () => {
    const results = new Map<string, Result>();
    for (const mode of modeIds) results.set(mode, await run(id, mode));
    for (const { tasks } of results.values()) expect(tasks.done).toBe(tasks.total);
    const checksums = new Set([...results.values()].map(result => result.checksum));
    expect([...checksums]).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)]);
    expect(results.get('sequential')?.runningNow.max).toBe(1);
    expect(results.get('concurrent')?.runningNow.max).toBeLessThanOrEqual(1);
  });
});
