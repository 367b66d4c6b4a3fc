/** A line of the table: what was measured, and the bar that it is held against. */
import type { Spread } from './statistics.ts';

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

/** With what measures it again. */
export interface Told extends Figure {
  readonly command: string;
}

export const measured = (
  name: string,
  { median, min, max, runs }: Spread,
  unit: string,
  bar: number | null,
  note: string,
): Figure => ({ name, value: median, unit, range: [min, max], runs, bar, note });

export const notMeasured = (name: string, bar: number | null, why: string): Figure => ({
  name,
  value: Number.NaN,
  unit: '',
  range: [Number.NaN, Number.NaN],
  runs: 0,
  bar,
  note: `not measured: ${why}`,
});

export type Verdict = 'ok' | 'OVER' | 'not measured' | '';

/** '' where there is no bar. */
export const verdictOf = ({ value, bar }: Figure): Verdict => {
  if (Number.isNaN(value)) return 'not measured';
  if (bar === null) return '';
  return value <= bar ? 'ok' : 'OVER';
};

export const digits = (value: number): string =>
  Number.isInteger(value) || Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);

const unmeasured = '–';

const barOf = ({ bar, unit }: Figure): string =>
  bar === null ? '' : `≤ ${Math.round(bar * 1000) / 1000} ${unit}`.trimEnd();

const valueOf = ({ value, unit }: Figure): string =>
  Number.isNaN(value) ? unmeasured : `${digits(value)} ${unit}`.trimEnd();

const rangeOf = ({ value, range, runs }: Figure): string => {
  if (Number.isNaN(value)) return unmeasured;
  return runs === 1 ? '' : `${digits(range[0])} to ${digits(range[1])}`;
};

const head = ['figure', 'bar', 'median', 'range', 'runs', '', 'note', 'command'];

const cells = (figure: Told): string[] => [
  figure.name,
  barOf(figure),
  valueOf(figure),
  rangeOf(figure),
  String(figure.runs),
  verdictOf(figure),
  figure.note,
  figure.command,
];

/** Rows as text, columns aligned. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(...rows.map(row => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map(row => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}

/** The table as text. */
export const tableOf = (figures: readonly Told[]): string => aligned([head, ...figures.map(cells)]);

/** The same for a README: a line a figure, without the number of runs. */
export function markdownOf(figures: readonly Told[]): string {
  const escaped = (text: string): string => text.replaceAll('|', '\\|');
  const line = (row: readonly string[]): string => `| ${row.map(escaped).join(' | ')} |`;
  const rows = figures.map(figure => {
    const hasRange = !Number.isNaN(figure.value) && figure.runs > 1;
    const range = hasRange ? ` (${rangeOf(figure)})` : '';
    return [
      figure.name,
      barOf(figure),
      valueOf(figure) + range,
      verdictOf(figure),
      figure.note,
      figure.command.replace(/^npm run bench -- (.*)$/, '`$1`'),
    ];
  });
  return [
    line(['figure', 'bar', 'measured (range)', '', 'note', 'bench']),
    line(Array(6).fill('---')),
    ...rows.map(line),
  ].join('\n');
}
