/** What is left to say where no panel fits: one line. */
import type { State } from '../../state/state.ts';
import { liveLag, runElapsedMs } from '../../state/selectors.ts';
import { duration, stamp } from '../format.ts';
import { safe } from '../safe.ts';
import { span, truncateLine } from '../text.ts';
import type { Line } from '../text.ts';
import { bare } from './frame.ts';
import type { Panel } from './frame.ts';

function words(state: State): Line {
  const { run, nowMs } = state;
  if (run === null) return [span('jugglers')];
  const lag = liveLag(state, nowMs);
  const ended = run.counts.done + run.counts.failed + run.counts.cancelled;
  const progress = `${ended}/${run.tasks.length}`;
  if (lag !== null) return [span(`BLOCKED ${duration(lag)}`, 'alarm'), span(` ${progress}`)];
  const clock = stamp(runElapsedMs(state) ?? 0, 1);
  return [span(`${run.phase} ${progress} ${clock} ${safe(run.request.workloadId)}`)];
}

/** One status line for screens under 20x5; further rows stay blank. */
export const tooSmall: Panel = ({ state, temporality }, size, theme) => {
  const mark = temporality === 'frozen' ? [span('FROZEN ', 'selected')] : [];
  return bare([truncateLine([...mark, ...words(state)], size.width)], size, theme);
};
