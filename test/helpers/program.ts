/** The built program, as a user starts it: in a real terminal, or with pipes. */
import type { SpawnSyncReturns } from 'node:child_process';
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pty, PtyOptions } from './pty.ts';
import { startInShell } from './shell.ts';

export const programFile = new URL('../../dist/jugglers.cjs', import.meta.url).pathname;

export const fixtureFile = (name: string): string =>
  new URL(`../fixtures/workloads/${name}`, import.meta.url).pathname;

/** No test sees what another one chose last. */
const ownState = (): Record<string, string> => ({
  XDG_STATE_HOME: mkdtempSync(join(tmpdir(), 'state-')),
});

/** Below a shell, so that the terminal can be looked at when the program has ended. */
export const startDashboard = (args: readonly string[], options: PtyOptions = {}): Pty =>
  startInShell(process.execPath, [programFile, ...args], {
    ...options,
    env: { ...ownState(), ...options.env },
  });

export const runPiped = (
  args: readonly string[],
  env: Readonly<NodeJS.ProcessEnv> = {},
): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, [programFile, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...ownState(), ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
