/** Which cores a screen tells of, read from its text alone. */

/** Digits, a bar of whatever it is made of, and a whole percentage: `12 ███  37%`, `12[||| 37.0%]`. */
const bar = /(?<![\d.:])(\d{1,3})(?:\[| )[^\d│]*?\d{1,3}(?:\.\d)?%/g;
/** The first and the last core of a band of columns, with their glyphs behind: `64–127 ▃█▅`. */
const band = /(?<![\d.])(\d+)[–-](\d+) +[\u2581-\u2588 #:.=+*-]+/g;
/** Said once for all bands where a column stands for several cores. */
const grouped = /busiest of (\d+) a column/;

const idsFrom = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);

export interface CoresShown {
  readonly ids: ReadonlySet<number>;
  /** Cores to a column, 1 where each has its own. */
  readonly perColumn: number;
}

/** Cores with a bar and a value of their own, or within a named band. */
export function coresShown(rows: readonly string[]): CoresShown {
  const text = rows.join('\n');
  const bars = [...text.matchAll(bar)].map(([, id]) => Number(id));
  const bands = [...text.matchAll(band)].flatMap(([, first, last]) => idsFrom(Number(first), Number(last)));
  return { ids: new Set(bands.length > 0 ? bands : bars), perColumn: Number(grouped.exec(text)?.[1] ?? 1) };
}
