/** Figures in words, each in a steady width, so that a screen that is redrawn does not jump about. */
import type { ListedProcess } from '../state/state.ts';

/** What stands where nothing was measured; never a 0. */
export const notMeasured = '–';

const minutes = (ms: number): string => {
  const seconds = Math.floor(ms / 1000);
  const rest = String(seconds % 60).padStart(2, '0');
  const whole = Math.floor(seconds / 60);
  return whole < 60
    ? `${whole}:${rest}`
    : `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}:${rest}`;
};

/** Three digits that count: `0.42 ms`, `8.1 ms`, `812 ms`, `4.12 s`, `41.2 s`, `1:02`, `1:02:03`. */
export function duration(ms: number | null): string {
  if (ms === null) return notMeasured;
  if (ms < 0.995) return `${ms.toFixed(2)} ms`;
  if (ms < 99.5) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${ms.toFixed(0)} ms`;
  if (ms < 9995) return `${(ms / 1000).toFixed(2)} s`;
  return ms < 59_950 ? `${(ms / 1000).toFixed(1)} s` : minutes(ms);
}

/** A figure of lag without its unit, one decimal below 100. */
export const lagFigure = (ms: number | null): string =>
  ms === null ? notMeasured : ms < 99.95 ? ms.toFixed(1) : ms.toFixed(0);

/** `3.2 ms`, the worst of the last second; `BLOCKED 1.24 s` where the loop has not answered for so long. */
export function lagWords(lag: ListedProcess['lag']): string {
  if (lag === null) return notMeasured;
  return lag.blockedMs === null ? duration(lag.lagMs) : `BLOCKED ${duration(lag.blockedMs)}`;
}

/** A probe stays for a while when its dashboard has gone; only one that somebody listens to tells a lag. */
export function probeWords({ isProbed, lag }: ListedProcess): string {
  if (!isProbed) return '';
  return lag === null ? 'probed' : 'watched';
}

/** A share of 0 to 1 as whole percent. */
export const percent = (share: number | null): string =>
  share === null ? notMeasured : `${Math.round(share * 100)}%`;

/** Up to five digits whole, then thousands and millions. */
export function count(value: number): string {
  if (value < 100_000) return String(Math.round(value));
  return value < 10_000_000 ? `${Math.round(value / 1000)}k` : `${Math.round(value / 1_000_000)}M`;
}

/** `1 task`, `2 tasks`. */
export const counted = (value: number, noun: string): string =>
  `${count(value)} ${noun}${value === 1 ? '' : 's'}`;

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');

/** `00:02.871`; before the start of the run `-0:00.120`, in the same width. Hours run on in the minutes. */
export function stamp(ms: number, decimals: 1 | 3 = 3): string {
  const unit = 10 ** decimals;
  const whole = Math.floor((Math.abs(ms) * unit) / 1000 + 1e-6);
  const seconds = Math.floor(whole / unit);
  const min = Math.floor(seconds / 60);
  const head = ms < 0 && whole > 0 ? `-${min}` : pad(min, 2);
  return `${head}:${pad(seconds % 60, 2)}.${pad(whole % unit, decimals)}`;
}

/** Seconds for an axis: `0`, `0.5`, `12`, then `1:30`. */
export const axisSeconds = (ms: number): string => (ms < 60_000 ? String(ms / 1000) : minutes(ms));
