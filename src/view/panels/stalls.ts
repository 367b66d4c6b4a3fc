/** What has blocked the loops of a watched program: newest first, or by who is to blame. */
import { blamedFrame, callersOf, frameWords, groupStalls } from '../../analysis/stalls.ts';
import type { StallGroup } from '../../analysis/stalls.ts';
import { mainProcess, originMs } from '../../state/selectors.ts';
import type { State, WatchedStall, WatchState } from '../../state/state.ts';
import { counted, duration, percent, stamp } from '../format.ts';
import { safe } from '../safe.ts';
import { lineWidth, padStart, span, truncateLine } from '../text.ts';
import type { Line } from '../text.ts';
import { withCallers } from './callers.ts';
import { bestFit, frame, innerSize, titled } from './frame.ts';
import type { Panel } from './frame.ts';
import { blockedWords } from './loop-words.ts';

const dim = (text: string): Line => (text === '' ? [] : [span(text, 'dim')]);

/** Below this the place is worth more than the moment. */
const narrowColumns = 50;

function stallLine(stall: WatchedStall, state: State, width: number): Line {
  const { startMs, durationMs, frames, note, pid, isStartup } = stall;
  const at = width < narrowColumns ? [] : [span(`${stamp(startMs - originMs(state))}  `, 'dim')];
  const who = state.processes.length > 1 && width >= 70 ? [span(`  pid ${pid}`, 'dim')] : [];
  const place = safe(frameWords(blamedFrame(frames), isStartup));
  const more = note === '' ? [] : [span(`, ${safe(note)}`, 'dim')];
  const line = [...at, span(padStart(duration(durationMs), 7), 'warn'), span(`  ${place}`), ...more];
  const whole = withCallers(line, callersOf(frames), width - lineWidth(who));
  return truncateLine([...whole, ...who], width);
}

/** The block that goes on now stands above those that are over. */
function liveLines(state: State, width: number): Line[] {
  const process = mainProcess(state);
  if (process === null || !process.isAlive || process.loop.health.state !== 'blocked') return [];
  const { health } = process.loop;
  return [withCallers(blockedWords(health, state.nowMs, width), callersOf(health.frames), width)];
}

const excerptOf = ({ excerpts }: WatchState, group: StallGroup): string =>
  group.frame === null ? '' : (excerpts[`${group.frame.file}:${group.frame.line}`] ?? '');

const groupHead = (width: number): Line =>
  dim(width < narrowColumns ? '  total share  blamed' : 'stalls    total      max  share  blamed');

function groupLines(group: StallGroup, watch: WatchState, width: number): Line[] {
  const { count, totalMs, maxMs, share, callers, call, note } = group;
  const isNarrow = width < narrowColumns;
  const figures = [
    span(isNarrow ? '' : `${padStart(String(count), 6)}  `),
    span(padStart(duration(totalMs), 7), 'warn'),
    span(isNarrow ? ' ' : `  ${padStart(duration(maxMs), 7)}  `),
    span(`${padStart(percent(share), 5)}  `),
  ];
  const calls = call === '' ? [] : [span(` in ${safe(call)}`, 'dim')];
  const place = span(safe(frameWords(group.frame, group.isStartup)), 'title');
  const line = withCallers([...figures, place, ...calls], callers, width);
  const more = [call === '' ? note : '', excerptOf(watch, group)].filter(part => part !== '').join(': ');
  const source = more === '' ? [] : [truncateLine(dim(`    ${safe(more)}`), width)];
  return [truncateLine(line, width), ...source];
}

function grouped(watch: WatchState, width: number): Line[] {
  const groups = groupStalls(watch.stalls);
  if (groups.length === 0) return [];
  return [groupHead(width), ...groups.flatMap(group => groupLines(group, watch, width))];
}

const none = (watch: WatchState): Line[] => [
  dim(
    watch.startedAtMs === null ? 'nothing is watched yet' : `no stall above ${watch.thresholdMs} ms so far`,
  ),
];

const keptWords = ({ stallsDropped }: WatchState): Line =>
  stallsDropped === 0 ? [] : [span(`${counted(stallsDropped, 'older stall')} not kept`, 'warn')];

const blockedInAll = (watch: WatchState): string => {
  const blockedMs = Object.values(watch.processes).reduce((sum, process) => sum + process.blockedMs, 0);
  return `${counted(watch.stallCount, 'stall')}, ${duration(blockedMs)} in all`;
};

export const stalls: Panel = ({ state }, size, theme) => {
  const { watch, ui } = state;
  const { isGrouped } = ui.watch;
  const title = titled(isGrouped ? 'stalls by blame' : 'stalls, newest first');
  if (watch === null) return frame(title, [], size, theme);
  const inner = innerSize(size);
  const live = liveLines(state, inner.width);
  const over = isGrouped
    ? grouped(watch, inner.width)
    : watch.stalls
        .slice(-Math.max(1, inner.height))
        .toReversed()
        .map(stall => stallLine(stall, state, inner.width));
  const lines = [...live, ...over];
  return frame(title, lines.length === 0 ? none(watch) : lines, size, theme, {
    note:
      watch.stallCount === 0
        ? []
        : bestFit([dim(blockedInAll(watch)), dim(counted(watch.stallCount, 'stall'))], title, size.width),
    bottomLeft: keptWords(watch),
    bottomRight: dim(isGrouped ? 'b list' : 'b by blame'),
  });
};
