/** What the terminal shows, and the way from there to what it should show. */
import { Composer } from './compose.ts';
import type { Patch } from './compose.ts';
import { stepTowards } from './diff.ts';
import type { Written } from './diff.ts';
import { blankRows } from './grid.ts';
import type { LiveRow } from './grid.ts';
import { parseFrame } from './parse.ts';
import type { ParsedRow } from './parse.ts';

interface Size {
  readonly columns: number;
  readonly rows: number;
}

const beginSync = '\u001B[?2026h';
const endSync = '\u001B[?2026l';
const eraseAll = '\u001B[0m\u001B[2J';

export class Picture {
  readonly #composer = new Composer();
  #frame: string | null = null;
  #isFrameNew = false;
  #base: ParsedRow[] = [];
  #shown: LiveRow[] = [];
  #columns = 0;
  #isStale = true;
  /** Row that an unfinished step left off at. */
  #next: number | null = null;

  /** Something is missing on the screen, whatever the panels say. */
  get isUnfinished(): boolean {
    return this.#isStale || this.#next !== null;
  }

  get hasFrame(): boolean {
    return this.#frame !== null;
  }

  /** Ink's newest frame, null for none. */
  take(frame: string | null): void {
    this.#frame = frame;
    this.#isFrameNew = true;
  }

  /** The terminal may show anything: after a resize, or after others have written on it. */
  forget(): void {
    this.#isStale = true;
  }

  /** One step, about `mostBytes` long or shorter, to the frame with these patches; '' if it stands. */
  step(patches: readonly Patch[], { columns, rows }: Size, mostBytes: number): Written {
    const isErased = this.#isStale || this.#columns !== columns || this.#shown.length !== rows;
    if (isErased || this.#isFrameNew) this.#parse(columns, rows);
    if (isErased) this.#shown = blankRows(columns, rows);
    const wanted = this.#composer.compose(this.#base, patches, columns);
    const step = stepTowards(this.#shown, wanted, isErased ? 0 : (this.#next ?? 0), mostBytes);
    this.#next = step.next;
    this.#columns = columns;
    this.#isStale = false;
    if (!isErased && step.text === '') return step;
    const before = beginSync + (isErased ? eraseAll : '');
    // All that is added is ASCII.
    return { text: before + step.text + endSync, bytes: before.length + step.bytes + endSync.length };
  }

  #parse(columns: number, rows: number): void {
    const last = this.#columns === columns ? this.#base : [];
    this.#base = parseFrame(this.#frame ?? '', columns, rows, last);
    this.#isFrameNew = false;
  }
}
