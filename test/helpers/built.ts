/**
 * The program's files as they are built, for tests that start subjects of their own: what they start is then what a
 * user's dashboard starts, at half the CPU, for nothing is to be stripped of its types in each process and thread.
 */
import type { EntryName } from '../../src/paths.ts';

const dist = (name: string): URL => new URL(`../../dist/${name}`, import.meta.url);

export const entryUrl = (name: EntryName): URL =>
  dist(name.startsWith('probe') ? `${name}.cjs` : `${name}.js`);

export const probeArguments = (): string[] => ['--require', entryUrl('probe').pathname];

export const workloadUrl = (id: string): URL => dist(`workloads/${id}.js`);
