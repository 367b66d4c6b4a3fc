/** Runs a module of ours on a fabricated machine. Linux, and a kernel that lets its users have namespaces. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { benchFile } from './program.ts';

const run = promisify(execFile);
const mostOutputBytes = 64 * 1024 * 1024;

export type OnCores<Value> = { readonly value: Value } | { readonly why: string };

const reasonOf = (error: unknown): string => {
  const { stderr, message } = error as Error & { stderr?: string };
  return (stderr?.trim().split('\n').at(-1) || message).trim();
};

/** Whether namespaces may be had at all: so that a failure of what is measured is never taken for this. */
async function refusal(): Promise<string | null> {
  try {
    await run('unshare', ['--mount', '--map-root-user', 'mount', '-t', 'tmpfs', 'none', tmpdir()]);
    return null;
  } catch (error) {
    return `no namespace for fabricated cores (${reasonOf(error)})`;
  }
}

/**
 * What `bench/<module>` prints as JSON when it is started with the number of cores and these arguments where it can
 * call `fabricateMachine` with the folder, its first argument.
 *
 * @throws Error if the module itself fails.
 */
export async function onCores<Value>(
  cores: number,
  module: string,
  args: readonly string[] = [],
): Promise<OnCores<Value>> {
  const why = await refusal();
  if (why !== null) return { why };
  const folder = mkdtempSync(join(tmpdir(), 'jugglers-cores-'));
  try {
    const command = [process.execPath, benchFile(module), folder, String(cores), ...args];
    const { stdout } = await run('unshare', ['--mount', '--map-root-user', ...command], {
      maxBuffer: mostOutputBytes,
    });
    return { value: JSON.parse(stdout) as Value };
  } finally {
    rmdirSync(folder);
  }
}
