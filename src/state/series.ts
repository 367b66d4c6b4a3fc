/** A bounded row of samples, oldest first. A missing sample is null and stays a gap. */
export interface Series {
  readonly capacity: number;
  readonly values: readonly (number | null)[];
}

/** The newest `capacity` of them, in one copy. */
export const appended = <Item>(list: readonly Item[], item: Item, capacity: number): readonly Item[] => {
  const newest = list.slice(-(capacity - 1));
  newest.push(item);
  return newest;
};

export const emptySeries = (capacity: number): Series => ({ capacity, values: [] });

export const pushed = ({ capacity, values }: Series, value: number | null): Series => ({
  capacity,
  values: appended(values, value, capacity),
});
