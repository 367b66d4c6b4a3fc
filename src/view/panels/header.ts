/** The first line: what runs, how it stands, and the three figures that tell concurrency from parallelism. */
import { modeWords } from '../../modes.ts';
import { isActive, runElapsedMs } from '../../state/selectors.ts';
import type { RunState, Snapshot, State } from '../../state/state.ts';
import { duration, stamp } from '../format.ts';
import { safe } from '../safe.ts';
import { blanks, lineWidth, span, truncateLine } from '../text.ts';
import type { Line, Size, StyleName } from '../text.ts';
import type { Theme } from '../theme.ts';
import type { PanelRow } from './row.ts';
import { bare } from './frame.ts';
import { speedup } from './run-words.ts';

const phaseWords = (run: RunState): readonly [glyph: string, word: string, style: StyleName] => {
  if (run.phase === 'starting') return ['○', 'starting', 'dim'];
  if (run.phase === 'running') return ['●', 'running', 'good'];
  if (run.phase === 'cancelling') return ['●', 'cancelling', 'warn'];
  if (run.phase === 'finished')
    return run.wasCancelled ? ['■', 'cancelled', 'warn'] : ['■', 'finished', 'good'];
  return ['×', run.phase, 'alarm'];
};

function connectionWords({ connection, nowMs }: State): Line {
  if (connection.state === 'connecting') {
    return [span(`○ starting the subject ${duration(nowMs - connection.sinceMs)}`, 'dim')];
  }
  if (connection.state === 'lost') return [span('×', 'alarm'), span(` lost: ${safe(connection.reason)}`)];
  return [span('nothing has run yet', 'dim')];
}

/** `● running 00:03.2`, `× lost 00:03.1: the reason`. */
function runStatus(state: State): Line {
  const { run, nowMs } = state;
  if (run === null) return connectionWords(state);
  const [glyph, word, style] = phaseWords(run);
  const elapsedMs = runElapsedMs(state) ?? Math.max(0, (run.endMs ?? nowMs) - run.askedAtMs);
  const why = run.reason === null ? '' : `: ${safe(run.reason)}`;
  return [span(`${glyph} ${word}`, style), span(` ${stamp(elapsedMs, 1)}${why}`)];
}

/** Tasks started and not finished / being executed at this very instant. */
function instant(run: RunState): { inFlight: number; runningNow: number } {
  const { running, waiting, ready } = run.counts;
  return { inFlight: running + waiting + ready, runningNow: running };
}

const figure = (name: string, value: string): Line => [span(`${name} `, 'dim'), span(value, 'title')];

const joined = (parts: readonly Line[]): Line =>
  parts.flatMap((part, index) => (index === 0 ? part : [span(' · ', 'dim'), ...part]));

function instantFigures(run: RunState, isLive: boolean, isShort: boolean): Line[] {
  const now = instant(run);
  if (isLive) {
    return [
      figure('in flight', String(now.inFlight)),
      figure(isShort ? 'running' : 'running now', String(now.runningNow)),
    ];
  }
  return [
    figure(isShort ? 'flight max' : 'in flight max', String(run.inFlightMax)),
    figure('running max', String(run.runningNowMax)),
  ];
}

function speedupFigure(state: State): Line[] {
  const found = speedup(state);
  if (found === null) return [];
  return [figure('speedup', `${found.isMeasured ? '' : '≈'}${found.factor.toFixed(2)}`)];
}

/** From the fullest wording to the shortest; the first that fits is taken. */
function figureChoices(state: State): (() => Line)[] {
  const { run } = state;
  if (run === null || run.phase === 'starting' || run.phase === 'refused') return [() => []];
  const isLive = isActive(run);
  const long = instantFigures(run, isLive, false);
  const gain = speedupFigure(state);
  const first =
    state.messagesDropped > 0 ? [[span(`${state.messagesDropped} messages dropped`, 'warn')] as Line] : [];
  return [
    () => joined([...first, ...long, ...gain]),
    () => joined([...long, ...gain]),
    () => joined([...instantFigures(run, isLive, true), ...gain]),
    () => joined(isLive ? instantFigures(run, isLive, true) : gain),
    () => [],
  ];
}

function identity({ run }: State): Line {
  const name = span('jugglers', 'title');
  if (run === null) return [name];
  const arrow = span(' ▸ ', 'dim');
  return [name, arrow, span(safe(run.request.workloadId)), arrow, span(modeWords(run.request))];
}

const shortIdentity = (state: State): Line => {
  const whole = identity(state);
  return whole.length > 1 ? whole.slice(2) : whole;
};

const frozenMark = ({ temporality }: Snapshot): Line =>
  temporality === 'frozen' ? [span(' FROZEN ', 'selected'), span('  ')] : [];

/** The first choice of figures that leaves three blanks beside the rest. */
function figuresFor(choices: readonly (() => Line)[], room: number): Line | null {
  for (const choice of choices) {
    const figures = choice();
    if (lineWidth(figures) + 3 <= room) return figures;
  }
  return null;
}

/** One line, whatever the height; parts are shortened, then left out, from right to left. */
export function header(snapshot: Snapshot, size: Size, theme: Theme): PanelRow[] {
  const { state } = snapshot;
  const width = Math.max(0, size.width - 2);
  const status = [...frozenMark(snapshot), ...runStatus(state)];
  const statusWidth = lineWidth(status);
  const choices = figureChoices(state);
  for (const nameOf of [identity, shortIdentity]) {
    const name = nameOf(state);
    const nameWidth = lineWidth(name);
    const figures = figuresFor(choices, width - nameWidth - 3 - statusWidth);
    if (figures === null) continue;
    const room = width - nameWidth - statusWidth - lineWidth(figures);
    // The status keeps its column while figures beside it change their width.
    const before = Math.max(3, Math.min(Math.round(width * 0.42) - nameWidth, room - 3));
    const line = [blanks(1), ...name, blanks(before), ...status, blanks(room - before), ...figures];
    return bare([line], size, theme);
  }
  const tight = [...status, blanks(2), ...shortIdentity(state)];
  return bare([[blanks(1), ...truncateLine(tight, width)]], size, theme);
}
