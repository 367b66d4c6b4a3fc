/** A binary heap: `push` and `pop` in O(log n), the least first (Williams 1964, "Algorithm 232: Heapsort"). */
export class Heap<Item> {
  readonly #items: Item[] = [];
  readonly #isBefore: (one: Item, other: Item) => boolean;

  constructor(isBefore: (one: Item, other: Item) => boolean) {
    this.#isBefore = isBefore;
  }

  peek(): Item | undefined {
    return this.#items[0];
  }

  push(item: Item): void {
    this.#items.push(item);
    let index = this.#items.length - 1;
    for (let parent = (index - 1) >> 1; index > 0 && this.#isLess(index, parent); parent = (index - 1) >> 1) {
      this.#swap(index, parent);
      index = parent;
    }
  }

  pop(): Item | undefined {
    const first = this.#items[0];
    const last = this.#items.pop();
    if (this.#items.length === 0) return first;
    this.#items[0] = last as Item;
    let index = 0;
    for (let least = this.#leastOf(index); least !== index; least = this.#leastOf(index)) {
      this.#swap(index, least);
      index = least;
    }
    return first;
  }

  /** Of an item and its two children. */
  #leastOf(index: number): number {
    const left = 2 * index + 1;
    const least = left < this.#items.length && this.#isLess(left, index) ? left : index;
    return left + 1 < this.#items.length && this.#isLess(left + 1, least) ? left + 1 : least;
  }

  #isLess(one: number, other: number): boolean {
    return this.#isBefore(this.#items[one] as Item, this.#items[other] as Item);
  }

  #swap(one: number, other: number): void {
    const item = this.#items[one] as Item;
    this.#items[one] = this.#items[other] as Item;
    this.#items[other] = item;
  }
}
