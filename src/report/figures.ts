/** Figures of plain text; times with a digit more than in sentences, since comparisons are about small differences. */

/** Three digits: `812 ms`, `4.02 s`, `12.4 s`. */
export function precise(ms: number): string {
  if (ms < 9.995) return `${ms.toFixed(2)} ms`;
  if (ms < 99.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  return `${seconds.toFixed(seconds < 9.995 ? 2 : seconds < 99.95 ? 1 : 0)} s`;
}

/** `86 MB`: more digits would only be noise of the collector. */
export const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

/** Plain text is read by anything: `parallel x2`, `hybrid x2*8`, `-` for what was not measured. */
export const ascii = (label: string): string =>
  label.replaceAll('×', 'x').replaceAll('·', '*').replaceAll('–', '-');
