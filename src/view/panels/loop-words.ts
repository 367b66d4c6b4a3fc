/** The event loop in words: how it is, where it is blocked, what blocked it before. */
import type { StackFrame } from '../../protocol.ts';
import { blamedFrame, frameWords } from '../../analysis/stalls.ts';
import { mainProcess, originMs } from '../../state/selectors.ts';
import type { LoopHealth, LoopState, ProcessState, RunState, Stall, State } from '../../state/state.ts';
import { duration, lagFigure, percent, stamp } from '../format.ts';
import { safe } from '../safe.ts';
import { lineWidth, padEnd, padStart, span, truncateLine } from '../text.ts';
import type { Line } from '../text.ts';

/** `isPrime (primes.ts:31)`, as the list by blame has it; '' where no stack was caught. */
function where(frames: readonly StackFrame[]): string {
  const frame = blamedFrame(frames);
  return frame === null ? '' : safe(frameWords(frame));
}

type Blocked = Extract<LoopHealth, { state: 'blocked' }>;

/** `BLOCKED 1.24 s and counting — isPrime (primes.ts:31)`; where there is less room the place is worth more. */
export function blockedWords({ sinceMs, frames, note }: Blocked, nowMs: number, width: number): Line {
  const found = [where(frames), note === undefined ? '' : safe(note)].filter(part => part !== '').join(', ');
  const place = found === '' ? [] : [span(' — ', 'dim'), span(found, 'title')];
  const age = ` BLOCKED ${duration(Math.max(0, nowMs - sinceMs))}`;
  const long = [span(`${age} and counting `, 'alarm'), ...place];
  return lineWidth(long) <= width ? long : truncateLine([span(`${age} `, 'alarm'), ...place], width);
}

/** Each figure keeps its column. */
const figureWidths = { lag: 9, p50: 6, p99: 6, max: 6, utilization: 4, busy: 4 } as const;
type Figure = keyof typeof figureWidths;

const figureWords: Readonly<Record<Figure, (loop: LoopState) => string>> = {
  lag: ({ lagMs }) => `${lagFigure(lagMs)} ms`,
  p50: ({ p50Ms }) => lagFigure(p50Ms),
  p99: ({ p99Ms }) => lagFigure(p99Ms),
  max: ({ maxMs }) => lagFigure(maxMs),
  utilization: ({ utilization }) => percent(utilization),
  busy: ({ utilization }) => percent(utilization),
};

/** The median goes first where there is no room, then from the right. */
const figureChoices: readonly (readonly Figure[])[] = [
  ['lag', 'p50', 'p99', 'max', 'utilization'],
  ['lag', 'p99', 'max', 'utilization'],
  ['lag', 'p99', 'max', 'busy'],
  ['lag', 'p99', 'max'],
  ['lag', 'max'],
];

const figuresWidth = (names: readonly Figure[]): number =>
  names.reduce((sum, name) => sum + name.length + 1 + figureWidths[name], 0);

export function loopFigures(loop: LoopState, width: number): Line {
  const names = figureChoices.find(choice => figuresWidth(choice) <= width) ?? ['lag'];
  return names.flatMap(name => [
    span(`${name} `, 'dim'),
    span(padEnd(figureWords[name](loop), figureWidths[name])),
  ]);
}

/** Why there is nothing to show of a loop. */
export function unknownWords(state: State, process: ProcessState | null): string {
  if (process === null) {
    return state.connection.state === 'connecting'
      ? 'waiting for the first heartbeat'
      : 'no process is watched yet';
  }
  return process.isAlive ? 'unknown: no heartbeat yet' : 'unknown: the process has ended';
}

/** `00:00.180   820 ms  isPrime (primes.ts:31)`, counted from the start of the run. */
export function stallWords(stall: Stall, state: State): Line {
  const { startMs, durationMs, frames } = stall;
  const from = startMs - originMs(state);
  return [
    span(`stall ${stamp(from)}  `, 'dim'),
    span(padStart(duration(durationMs), 7), 'warn'),
    span(`  ${safe(frameWords(blamedFrame(frames)))}`),
  ];
}

const laneOfProcess = (process: ProcessState, run: RunState | null): string =>
  run?.lanes.find(({ pid }) => pid === process.pid)?.id ?? `pid ${process.pid}`;

export function healthWords({ loop, isAlive }: ProcessState, nowMs: number): string {
  if (!isAlive) return 'ended';
  if (loop.health.state === 'blocked') return `blocked ${duration(Math.max(0, nowMs - loop.health.sinceMs))}`;
  return loop.health.state === 'unknown' ? 'unknown' : `lag ${lagFigure(loop.lagMs)} ms`;
}

/** The loops of forked lanes, all on one line: `p1 lag 0.3 ms · p2 blocked 1.24 s`. */
export function otherLoops(state: State): Line {
  const shown = mainProcess(state);
  const words = state.processes
    .filter(process => process !== shown && (state.watch === null || process.isAlive))
    .map(process => `${safe(laneOfProcess(process, state.run))} ${healthWords(process, state.nowMs)}`);
  return words.length === 0 ? [] : [span(words.join(' · '), 'dim')];
}
