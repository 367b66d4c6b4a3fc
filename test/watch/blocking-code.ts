/** Source text of programs that block their loop when they are told to. */

export const natively = "require('node:crypto').pbkdf2Sync('a', 'b', 400_000, 64, 'sha512')";

/** However late it gets a core, that is not all there is to it. */
export const inJavaScript = (durationMs: number): string =>
  'const begin = process.cpuUsage(); ' +
  `while (now() < startMs + ${durationMs} || process.cpuUsage(begin).user < 1e5)`;

/** Blocks on SIGUSR2, and prints when it began and ended. */
export const blocksOnSignal = (block: string, end: string): string =>
  "process.once('SIGUSR2', () => { const now = () => Number(process.hrtime.bigint()) / 1e6; const startMs = now(); " +
  `${block}; require('node:fs').writeSync(1, JSON.stringify({ startMs, endMs: now() })); ${end}; });` +
  "setInterval(() => {}, 1e6); console.log('up')";
