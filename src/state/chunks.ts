/** Immutable lists in parts: what is appended or replaced copies the parts that it comes to lie in, and no others. */

/** What readers need of a list; a plain array is one, too. */
export interface ListOf<Item> {
  readonly length: number;
  /** Negative positions count from the end. */
  at(index: number): Item | undefined;
  /** A plain array; without bounds of the whole list, for readers that go through all of it. */
  slice(from?: number, to?: number): readonly Item[];
}

/** About the square root of the longest list: copying one part then costs as much as copying the list of parts. */
const partLength = 256;

type Parts<Item> = readonly (readonly Item[])[];

const lengthOf = (parts: Parts<unknown>): number => parts.reduce((sum, part) => sum + part.length, 0);

/** Parts of any length, read as one list. */
export class Joined<Item> implements ListOf<Item> {
  readonly parts: Parts<Item>;
  readonly length: number;

  constructor(parts: Parts<Item>, length = lengthOf(parts)) {
    this.parts = parts;
    this.length = length;
  }

  at(index: number): Item | undefined {
    const from = index < 0 ? this.length + index : index;
    return from < 0 ? undefined : this.slice(from, from + 1)[0];
  }

  /** Looks from the end, where readers mostly are, and at no more parts than it has to. */
  slice(from = 0, to = this.length): readonly Item[] {
    const begin = Math.max(0, from < 0 ? this.length + from : from);
    const end = Math.min(this.length, to < 0 ? this.length + to : to);
    const found: (readonly Item[])[] = [];
    let offset = this.length;
    for (let index = this.parts.length - 1; index >= 0 && offset > begin; index -= 1) {
      const part = this.parts[index] as readonly Item[];
      offset -= part.length;
      if (offset < end) found.push(part.slice(Math.max(0, begin - offset), Math.max(0, end - offset)));
    }
    return found.toReversed().flat();
  }
}

/**
 * Parts that are all of one length but the last: where an item is need not be looked for. They never change: what is
 * worked out from one may be kept under its identity.
 */
export class Chunks<Item> extends Joined<Item> {
  static from<Item>(list: ListOf<Item>): Chunks<Item> {
    return list instanceof Chunks ? list : new Chunks<Item>([]).with(list.slice());
  }

  /** The list with `items` at its end. */
  with(items: readonly Item[]): Chunks<Item> {
    const parts = this.parts.slice();
    const last = parts.at(-1);
    const room = last === undefined ? 0 : Math.max(0, partLength - last.length);
    if (last !== undefined && room > 0) parts[parts.length - 1] = [...last, ...items.slice(0, room)];
    for (let from = room; from < items.length; from += partLength) {
      parts.push(items.slice(from, from + partLength));
    }
    return new Chunks(parts, this.length + items.length);
  }

  /** The list without its first part. */
  withoutFirstPart(): Chunks<Item> {
    return new Chunks(this.parts.slice(1), this.length - (this.parts[0]?.length ?? 0));
  }

  override at(index: number): Item | undefined {
    const from = index < 0 ? this.length + index : index;
    return this.parts[Math.floor(from / partLength)]?.[from % partLength];
  }
}

/** A list while items of it are replaced: a part is copied for the first of them that lies in it. */
export class ChunksDraft<Item> {
  readonly #before: Chunks<Item>;
  readonly #parts: (readonly Item[])[];

  constructor(list: ListOf<Item>) {
    this.#before = Chunks.from(list);
    this.#parts = this.#before.parts.slice();
  }

  at(index: number): Item | undefined {
    return this.#parts[Math.floor(index / partLength)]?.[index % partLength];
  }

  /** `index`: of an item of the list. */
  set(index: number, item: Item): void {
    const at = Math.floor(index / partLength);
    const before = this.#before.parts[at] as readonly Item[];
    if (this.#parts[at] === before) this.#parts[at] = before.slice();
    (this.#parts[at] as Item[])[index % partLength] = item;
  }

  /** The list as it has become: the draft has had its day. */
  list(): Chunks<Item> {
    return new Chunks(this.#parts, this.#before.length);
  }
}
