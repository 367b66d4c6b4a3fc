/** From what the user settled (a RunChoice) to what the lab is asked (a RunRequest). */
import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { maxWorkers, modes } from '../modes.ts';
import { workloadUrl } from '../paths.ts';
import type { ModeId, RunRequest } from '../protocol.ts';
import type { RunChoice } from '../state/state.ts';
import { newId } from './new-id.ts';

/** As many clones at once in `spawn`: enough for every story, few enough for a small machine's memory (about 10 MB each). */
const spawnWorkers = 32;

/** Waiting clones hold no core, so `spawn` is not bound to the cores; pools are. */
export const defaultWorkersFor = (mode: ModeId, usableCores: number): number =>
  mode === 'spawn' ? spawnWorkers : Math.max(1, Math.floor(usableCores));

export const isWorkloadFile = (workload: string): boolean => /[\\/]|\.[cm]?[jt]s$/.test(workload);

export const requestFor = (choice: RunChoice, cwd: string): RunRequest => ({
  ...choice,
  id: newId(),
  workloadUrl: isWorkloadFile(choice.workloadId)
    ? pathToFileURL(isAbsolute(choice.workloadId) ? choice.workloadId : resolve(cwd, choice.workloadId)).href
    : workloadUrl(choice.workloadId).href,
});

/** The same choice in the next or previous mode; workers follow if they were the old mode's default. */
export function inNextMode(choice: RunChoice, step: 1 | -1, usableCores: number): RunChoice {
  const at = modes.findIndex(mode => mode.id === choice.mode);
  const mode = modes[(at + step + modes.length) % modes.length]?.id ?? choice.mode;
  const hadDefault = choice.workers === defaultWorkersFor(choice.mode, usableCores);
  return { ...choice, mode, workers: hadDefault ? defaultWorkersFor(mode, usableCores) : choice.workers };
}

export const withMoreWorkers = (choice: RunChoice, step: 1 | -1): RunChoice => ({
  ...choice,
  workers: Math.min(maxWorkers, Math.max(1, choice.workers + step)),
});
