/** `jugglers list`: workloads and modes, what each teaches, and which seed rows it serves. */
import type { ModeInfo } from '../modes.ts';
import { toJson } from './json.ts';
import { tableLines } from './table.ts';

/** What a list says of a workload. */
export interface ListedWorkload {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly story: string;
  readonly teaches: string;
  readonly rows: readonly string[];
  readonly options: readonly {
    readonly name: string;
    readonly type: string;
    readonly default: number | string | boolean;
    readonly range?: readonly [number, number];
    readonly choices?: readonly string[];
    readonly help: string;
  }[];
}

const workloadFields = (workload: ListedWorkload) => {
  const { id, title, kind, story, teaches, rows } = workload;
  const options = workload.options.map(({ name, type, default: standard, range, choices, help }) => ({
    name,
    type,
    default: standard,
    ...(range ? { range } : {}),
    ...(choices ? { choices } : {}),
    help,
  }));
  return { id, title, kind, story, teaches, rows, options };
};

/** One JSON document. */
export const listJson = (workloads: readonly ListedWorkload[], modes: readonly ModeInfo[]): string =>
  toJson({
    schema: 1,
    workloads: workloads.map(workloadFields),
    modes: modes.map(({ id, alias, what, hasWorkers }) => ({ id, alias, what, hasWorkers })),
  });

const modeLines = (modes: readonly ModeInfo[]): string[] =>
  tableLines(modes.map(({ id, alias, what }) => [`  ${id}`, alias ? `(${alias})` : '', what]));

const workloadLines = (workloads: readonly ListedWorkload[]): string[] =>
  tableLines(workloads.map(({ id, kind, teaches }) => [`  ${id}`, kind, teaches]));

const optionLines = ({ options }: ListedWorkload): string[][] =>
  options.map(({ name, default: standard, help }) => [`${name}=${standard}`, help]);

const allOptionLines = (workloads: readonly ListedWorkload[]): string[] =>
  tableLines(
    workloads.flatMap(workload =>
      optionLines(workload).map((cells, index) => [index === 0 ? `  ${workload.id}` : '', ...cells]),
    ),
  );

/** Which workload serves a row, by row: `003-11  hash-chain, primes`. */
const rowLines = (workloads: readonly ListedWorkload[]): string[] => {
  const byRow = new Map<string, string[]>();
  for (const { id, rows } of workloads) {
    for (const row of rows) byRow.set(row, [...(byRow.get(row) ?? []), id]);
  }
  const sorted = [...byRow].toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  return tableLines(sorted.map(([row, ids]) => [`  ${row}`, ids.join(', ')]));
};

/** Text tables; with `hasRows` the seed rows and the workloads that serve them instead. */
export const listLines = (
  workloads: readonly ListedWorkload[],
  modes: readonly ModeInfo[],
  hasRows: boolean,
): string[] =>
  hasRows
    ? ['rows of the seed texts, and what shows them', ...rowLines(workloads)]
    : [
        'workloads',
        ...workloadLines(workloads),
        '',
        'options of the workloads (--set name=value)',
        ...allOptionLines(workloads),
        '',
        'modes',
        ...modeLines(modes),
      ];
