/** Few runs, skewed by whatever else the machine does: medians, and the whole range beside them. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

/** @throws RangeError without a single value. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => {
    const value = sorted[index];
    if (value === undefined) throw new RangeError('expected at least one value, got none');
    return value;
  };
  const middle = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
    runs: sorted.length,
  };
}

/** The smallest value that so large a share of all does not exceed; NaN without any. */
export const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? Number.NaN;

export interface Paired {
  readonly ours: Spread;
  readonly other: Spread;
  /** Ours to the other, within each pair: slow moments of the machine hit both. */
  readonly ratio: Spread;
}

/** Measures in pairs, the first one changing places each time. */
export async function inPairs(
  pairs: number,
  measureOurs: () => Promise<number>,
  measureOther: () => Promise<number>,
): Promise<Paired> {
  const ours: number[] = [];
  const other: number[] = [];
  const steps = [async () => ours.push(await measureOurs()), async () => other.push(await measureOther())];
  for (let pair = 0; pair < pairs; pair++) {
    for (const step of pair % 2 === 0 ? steps : steps.toReversed()) await step();
  }
  const ratios = ours.map((value, pair) => value / (other[pair] ?? Number.NaN));
  return { ours: spreadOf(ours), other: spreadOf(other), ratio: spreadOf(ratios) };
}
