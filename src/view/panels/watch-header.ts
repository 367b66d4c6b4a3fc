/** The first line of a watch: what is watched, how that stands, and how much it has been blocked. */
import { measureWatch } from '../../analysis/watch-measure.ts';
import { watchVerdictOf } from '../../analysis/watch-rules.ts';
import type { Snapshot, State, WatchState } from '../../state/state.ts';
import { counted, duration, stamp } from '../format.ts';
import { safe } from '../safe.ts';
import { lineWidth, span, spread, truncateLine } from '../text.ts';
import type { Line, Size, StyleName } from '../text.ts';
import type { Theme } from '../theme.ts';
import type { PanelRow } from './row.ts';
import { bare } from './frame.ts';
import { verdictStyle } from './verdict.ts';

const phaseWords: Readonly<Record<WatchState['phase'], readonly [string, StyleName]>> = {
  asking: ['○ asking', 'dim'],
  starting: ['○ starting', 'dim'],
  attaching: ['○ attaching', 'dim'],
  watching: ['● watching', 'good'],
  ended: ['■ ended', 'warn'],
  refused: ['× not watched', 'alarm'],
};

/** `● watching 01:02.3`, `○ attaching 1.2 s: waits for the loop`, `■ ended 00:41.0: exited with code 1`. */
function status(watch: WatchState, nowMs: number): Line {
  const [words, style] = phaseWords[watch.phase];
  const fromMs = watch.startedAtMs ?? watch.askedAtMs;
  const elapsedMs = Math.max(0, (watch.endedAtMs ?? nowMs) - fromMs);
  const age = watch.startedAtMs === null ? duration(elapsedMs) : stamp(elapsedMs, 1);
  const why = watch.progress === '' || watch.phase === 'watching' ? '' : `: ${safe(watch.progress)}`;
  return [span(words, style), span(` ${age}${why}`)];
}

function figures(state: State, watch: WatchState): Line {
  if (watch.startedAtMs === null) return [];
  const { kind } = watchVerdictOf(measureWatch(state));
  const lost =
    state.messagesDropped > 0 ? [span(`${state.messagesDropped} messages dropped · `, 'warn')] : [];
  return [...lost, span(`${counted(watch.stallCount, 'stall')} · `, 'dim'), span(kind, verdictStyle(kind))];
}

const frozenMark = ({ temporality }: Snapshot): Line =>
  temporality === 'frozen' ? [span(' FROZEN ', 'selected'), span('  ')] : [];

/** One line; the name gives way first, then the figures. */
export function watchHeader(snapshot: Snapshot, size: Size, theme: Theme): PanelRow[] {
  const { watch, nowMs } = snapshot.state;
  const width = Math.max(0, size.width - 2);
  if (watch === null) return bare([[span(' jugglers', 'title')]], size, theme);
  const how = [...frozenMark(snapshot), ...status(watch, nowMs)];
  const right = figures(snapshot.state, watch);
  const room = width - lineWidth(how) - lineWidth(right) - 6;
  const name =
    room < 12
      ? []
      : truncateLine([span('jugglers', 'title'), span(' ▸ ', 'dim'), span(safe(watch.target.text))], room);
  const left = name.length === 0 ? how : [...name, span('   '), ...how];
  return bare([[span(' '), ...spread(left, right, width)]], size, theme);
}
