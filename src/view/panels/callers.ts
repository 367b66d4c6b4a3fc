/** Who called the function to blame: with a helper that many use, it is what tells the route. */
import { frameWords } from '../../analysis/stalls.ts';
import type { StackFrame } from '../../protocol.ts';
import { safe } from '../safe.ts';
import { lineWidth, span } from '../text.ts';
import type { Line } from '../text.ts';

/** `... ← render (page.js:7) ← server.js:12`: as many callers, innermost first, as have room as a whole. */
export function withCallers(line: Line, callers: readonly StackFrame[], width: number): Line {
  const [caller, ...others] = callers;
  if (caller === undefined) return line;
  const longer = [...line, span(` ← ${safe(frameWords(caller))}`, 'dim')];
  return lineWidth(longer) > width ? line : withCallers(longer, others, width);
}
