/** Bare import of a workload that has been checked before (load.ts), for lanes. */
import type { Workload } from './workload.ts';

export async function importWorkload(url: string): Promise<Workload> {
  const module = (await import(url)) as { default: Workload };
  return module.default;
}
