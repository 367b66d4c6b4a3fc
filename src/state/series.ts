/** A bounded row of samples, oldest first. A missing sample is null and stays a gap. */
export interface Series {
  readonly capacity: number;
  readonly values: readonly (number | null)[];
}

export const emptySeries = (capacity: number): Series => ({ capacity, values: [] });

export const pushed = (series: Series, value: number | null): Series => ({
  capacity: series.capacity,
  values: [...series.values.slice(-(series.capacity - 1)), value],
});
