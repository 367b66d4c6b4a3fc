/** A line of the table: what was measured, and the bar that it is held against. */
export interface Figure {
  readonly name: string;
  /** NaN where it could not be measured; the note says why. */
  readonly value: number;
  readonly unit: string;
  /** Smallest and largest of the runs that the value is the median of. */
  readonly range: readonly [number, number];
  readonly runs: number;
  /** Not more than this, or null where it is told for information. */
  readonly bar: number | null;
  readonly note: string;
}

const digits = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3));

const unmeasured = '–';

function cells({ name, value, unit, range, runs, bar, note }: Figure): string[] {
  if (Number.isNaN(value)) return [name, unmeasured, unmeasured, String(runs), '', note];
  const spread = `${digits(range[0])} to ${digits(range[1])}`;
  const verdict = bar === null ? '' : `${value <= bar ? 'ok' : 'OVER'} (bar ${bar})`;
  return [name, `${digits(value)} ${unit}`, spread, String(runs), verdict, note];
}

/** The table as text, columns aligned. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = [['figure', 'median', 'range', 'runs', 'bar', 'note'], ...figures.map(cells)];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}
