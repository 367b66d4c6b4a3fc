/** What the picker offers, and how things are called on screen. */
import { basename } from 'node:path';
import { workloads } from '../../workloads/index.ts';
import { UsageError } from '../errors.ts';
import type { Workload } from '../lab/workload.ts';
import { modes } from '../modes.ts';
import type { RunChoice } from '../state/state.ts';
import type { Catalog } from '../view/picker-state.ts';
import { defaultWorkersFor, isWorkloadFile } from './choice.ts';

const workloadNamed = (id: string): Workload | undefined => workloads.find(workload => workload.id === id);

/** A file's own title is known only to the lab, which loads it: the dashboard never does. */
export const titleOf = (workloadId: string): string =>
  workloadNamed(workloadId)?.title ?? basename(workloadId);

/** @throws {UsageError} if this is neither a built-in workload nor looks like a file. */
export function assertKnown(workload: string): void {
  if (isWorkloadFile(workload) || workloadNamed(workload)) return;
  const names = workloads.map(({ id }) => id).join(', ');
  throw new UsageError(
    `unknown workload \`${workload}\`: expected one of ${names}; or the path of a file of your own that ends in .js, .mjs or .ts`,
  );
}

/** The picker sends all options; what is as it is anyway need not be asked for, nor be named in a command to try. */
export function withoutDefaults(choice: RunChoice): RunChoice {
  const options = workloadNamed(choice.workloadId)?.options ?? [];
  const isDefault = (name: string, value: unknown): boolean =>
    options.some(option => option.name === name && String(option.default) === String(value));
  return {
    ...choice,
    options: Object.fromEntries(
      Object.entries(choice.options).filter(([name, value]) => !isDefault(name, value)),
    ),
  };
}

export const catalogFor = (defaults: RunChoice, usableCores: number): Catalog => ({
  workloads,
  modes,
  machine: { usableCores },
  defaultWorkers: mode => defaultWorkersFor(mode, usableCores),
  defaults,
});
