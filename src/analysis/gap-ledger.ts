/** What of a gap is still to be explained, taken away part by part. */
import type { GapPart } from './types.ts';

export class Ledger {
  readonly parts: GapPart[] = [];
  readonly #leastMs: number;
  leftMs: number;

  constructor(gapMs: number, leastMs: number) {
    this.leftMs = gapMs;
    this.#leastMs = leastMs;
  }

  add(cause: GapPart['cause'], ms: number, evidence: string): void {
    if (Math.abs(ms) < this.#leastMs) return;
    this.parts.push({ cause, ms, evidence });
    this.leftMs -= ms;
  }

  /** For counters that overlap with others: never more than what is left. */
  addUpTo(cause: GapPart['cause'], ms: number, evidence: string): void {
    this.add(cause, Math.max(0, Math.min(ms, this.leftMs)), evidence);
  }

  sumOf(cause: GapPart['cause']): number {
    return this.parts.reduce((sum, part) => sum + (part.cause === cause ? part.ms : 0), 0);
  }
}
