/** Sums of many items in one pass, without a list in between. */

export const sumBy = <Item>(items: Iterable<Item>, value: (item: Item) => number): number => {
  let sum = 0;
  for (const item of items) sum += value(item);
  return sum;
};

export const sumOf = (values: Iterable<number>): number => sumBy(values, value => value);
