/** What the measurements of a run say in words. */
import type { RunState } from '../state/state.ts';
import { visible } from '../visible.ts';
import type { Measurements } from './measure.ts';
import { rules } from './rules.ts';
import type { Verdict } from './types.ts';
import { counted } from './words.ts';

/** A run that did not do all of its work is no measurement of it. */
export const verdictWithout = (run: RunState): Verdict => {
  const { done } = run.counts;
  const part = `${done} of ${counted(run.tasks.length, 'task')} were done`;
  if (run.phase === 'lost' && !run.wasCancelled) {
    const text = `the subject was lost (${visible(run.reason ?? 'no reason known')}); ${part}`;
    return {
      kind: 'failed',
      text,
      recommendation: 'run it again; if it is lost again, look at its last output in the log',
    };
  }
  const why = run.wasCancelled ? 'the run was cancelled' : 'not every task was measured';
  return {
    kind: 'unknown',
    text: `${why}; ${part}: not enough to judge by`,
    recommendation: 'let it run to its end',
  };
};

/** The first rule that applies. */
export const verdictOf = (measured: Measurements): Verdict => {
  const rule = rules.find(({ applies }) => applies(measured));
  if (rule)
    return { kind: rule.kind, text: rule.text(measured), recommendation: rule.recommendation(measured) };
  return {
    kind: 'unknown',
    text: 'the tasks asked for no time that could be measured',
    recommendation: 'make the work larger with --scale',
  };
};
