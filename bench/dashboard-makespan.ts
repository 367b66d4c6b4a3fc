/** Whether looking at a run slows it down: primes with the live screen and without. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from './support/figure.ts';
import { benchFile, inTerminal, reportOf } from './support/program.ts';
import { inPairs } from './support/statistics.ts';

const pairs = 7;
const runBoundMs = 120_000;
const args = [benchFile('workloads/stamped-primes.ts'), '--mode', 'parallel', '--workers', '2'];

/** First start to last end, as the tasks wrote it down. */
function makespanMsIn(file: string): number {
  const stamps = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map(line => line.split(' ').map(Number) as [number, number]);
  return Math.max(...stamps.map(([, end]) => end)) - Math.min(...stamps.map(([start]) => start));
}

async function stamped(run: (env: Record<string, string>) => Promise<void>): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'jugglers-bench-'));
  const file = join(folder, 'stamps');
  try {
    await run({ JUGGLERS_BENCH_STAMPS: file });
    return makespanMsIn(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function watched(env: Record<string, string>): Promise<void> {
  const pty = inTerminal(['run', ...args], env);
  try {
    await pty.waitFor(/■ finished/, 'the end of the run', runBoundMs);
    pty.type('q');
    await pty.exit;
  } finally {
    await pty.dispose();
  }
}

const unwatched = async (env: Record<string, string>): Promise<void> => void (await reportOf(args, env));

export async function dashboardMakespan(): Promise<Figure[]> {
  const { ours, other, ratio } = await inPairs(
    pairs,
    () => stamped(watched),
    () => stamped(unwatched),
  );
  return [
    {
      name: 'makespan of primes, live screen : without',
      value: ratio.median,
      unit: 'x',
      range: [ratio.min, ratio.max],
      runs: ratio.runs,
      bar: 1.03,
      // The best runs are those that other programs disturbed least.
      note: `${ours.median.toFixed(0)} : ${other.median.toFixed(0)} ms, best ${ours.min.toFixed(0)} : ${other.min.toFixed(0)}, 2 workers, 120x40`,
    },
  ];
}
