/** One line of the rule table. */
import type { Measurements } from './measure.ts';
import type { VerdictKind } from './types.ts';

export interface Rule {
  readonly kind: VerdictKind;
  readonly applies: (measured: Measurements) => boolean;
  readonly text: (measured: Measurements) => string;
  /** Ends with the command or the line of code to try next. */
  readonly recommendation: (measured: Measurements) => string;
}
