/** `--seed-claims`: the seed texts' own numbers beside the measured ones. */
import { claimsFor } from '../analysis/claims.ts';
import type { ClaimRow } from '../analysis/claims.ts';
import type { RunReport } from '../analysis/types.ts';
import { tableLines, wrapped } from './table.ts';

const units = (value: number | null): string =>
  value === null ? 'not measured' : String(Number(value.toPrecision(3)));

const figureLines = (rows: readonly ClaimRow[]): string[] =>
  tableLines([
    ['  mode', 'claimed', 'predicted', 'measured'],
    ...rows.map(({ mode, what, claimedUnits, predictedUnits, measuredUnits }) => [
      `  ${mode}${what === 'all' ? '' : `, ${what}`}`,
      units(claimedUnits),
      predictedUnits === null ? '-' : units(predictedUnits),
      units(measuredUnits),
    ]),
  ]);

const indented = (text: string, width: number): string[] => wrapped(text, width - 2).map(line => `  ${line}`);

const claimLinesOf = (rows: readonly ClaimRow[], width: number): string[] => {
  const [first] = rows;
  if (!first) return [];
  return [
    ...wrapped(`seed ${first.row}: ${first.claim}`, width, '  '),
    ...indented(`in ${first.unit}`, width),
    ...figureLines(rows),
    ...indented(`but: ${first.remark}`, width),
  ];
};

/** One report of each variant; nothing where the texts say nothing of this work in these modes. */
export const claimLines = (reports: readonly RunReport[], width: number): string[] => {
  const byRow = Map.groupBy(reports.flatMap(claimsFor), ({ row }) => row);
  return [...byRow.values()].flatMap(rows => claimLinesOf(rows, width));
};

/** The document of a run with what the texts say of it. */
export const withSeedClaims = (report: RunReport) => ({ ...report, seedClaims: claimsFor(report) });
