/** The built program, headless or in a terminal. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { RunReport } from '../../src/analysis/types.ts';
import type { Pty } from '../../test/helpers/pty.ts';
import { startPty } from '../../test/helpers/pty.ts';

const run = promisify(execFile);

/** What `jugglers` starts, built. */
export const programFile = fileURLToPath(new URL('../../dist/jugglers.cjs', import.meta.url));

/** The path of a file of ours, from the folder `bench`. */
export const benchFile = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

const mostOutputBytes = 256 * 1024 * 1024;

/** Runs a script with this Node and parses what it prints. */
export async function jsonFrom<Value>(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Value> {
  const { stdout } = await run(process.execPath, args, {
    env: { ...process.env, ...env },
    maxBuffer: mostOutputBytes,
  });
  return JSON.parse(stdout) as Value;
}

/** One headless run, whole. */
export const reportOf = (
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<RunReport> => jsonFrom<RunReport>([programFile, 'run', ...args, '--json'], env);

/** The program in a terminal of 120x40. */
export const inTerminal = (args: readonly string[], env?: Readonly<Record<string, string>>): Pty =>
  startPty(process.execPath, [programFile, ...args], { columns: 120, rows: 40, env });
