/** Which logical cores share a physical one, and which are fast or thrifty, as sysfs tells it. */
import type { CoreTopology } from '../state/state.ts';
import { parseCpuList } from './affinity.ts';
import type { ReadFile } from './files.ts';

const sysCpu = '/sys/devices/system/cpu';

/** The lowest number among the siblings stands for the physical core. `core_cpus_list` is the name since Linux 5.3. */
function physicalOf(id: number, readFile: ReadFile): number | null {
  const topology = `${sysCpu}/cpu${id}/topology`;
  const siblings = readFile(`${topology}/core_cpus_list`) ?? readFile(`${topology}/thread_siblings_list`);
  return siblings === null ? null : (parseCpuList(siblings)[0] ?? null);
}

type Kind = NonNullable<CoreTopology['kind']>;

/** Intel hybrids list their two kinds by name. */
function intelKinds(readFile: ReadFile): Map<number, Kind> {
  const cores = (name: string): number[] => parseCpuList(readFile(`/sys/devices/${name}/cpus`) ?? '');
  const efficiency = cores('cpu_atom');
  // An all-P part has cpu_core alone, and then there is nothing to tell apart.
  if (efficiency.length === 0) return new Map();
  return new Map([
    ...cores('cpu_core').map(id => [id, 'performance'] as const),
    ...efficiency.map(id => [id, 'efficiency'] as const),
  ]);
}

/**
 * Below this part of the strongest core's capacity a core counts as an efficiency core. Favoured cores of one kind
 * differ by a few percent, the kinds of big.LITTLE and hybrid parts by a factor of 0.35 to 0.65.
 */
const efficiencyBelow = 0.7;

/** `cpu_capacity`: 1024 for the strongest core. Elsewhere than on Intel it is what tells the kinds apart. */
function kindsByCapacity(ids: readonly number[], readFile: ReadFile): Map<number, Kind> {
  const capacities = ids.map(id => Number(readFile(`${sysCpu}/cpu${id}/cpu_capacity`) ?? Number.NaN));
  const isLesser = capacities.map(capacity => capacity < Math.max(...capacities) * efficiencyBelow);
  if (!isLesser.includes(true)) return new Map();
  return new Map(ids.map((id, i) => [id, isLesser[i] ? 'efficiency' : 'performance']));
}

/** One entry for each core of `ids`; null wherever the OS does not tell. */
export function readTopology(ids: readonly number[], readFile: ReadFile): CoreTopology[] {
  const intel = intelKinds(readFile);
  const kinds = intel.size > 0 ? intel : kindsByCapacity(ids, readFile);
  return ids.map(id => ({ id, physical: physicalOf(id, readFile), kind: kinds.get(id) ?? null }));
}
