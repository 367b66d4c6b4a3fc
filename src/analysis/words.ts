/** Figures in sentences. */

/** `0.4 ms`, `812 ms`, `4.1 s`, `125 s`. */
export const duration = (ms: number): string => {
  if (ms === 0) return '0 ms';
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  return ms < 99_950 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
};

/** A share of 0 to 1 as `42 %`. */
export const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** `1 lane`, `2 lanes`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Cores may be a fraction, where a quota says so. */
export const coreCount = (cores: number): string =>
  `${Number(cores.toFixed(1))} usable core${cores === 1 ? '' : 's'}`;

/** `a`, `a and b`, `a, b and c`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
