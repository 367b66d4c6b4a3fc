/** CPU from the command to the first screen with real numbers on it. */
import type { Figure } from '../support/figure.ts';
import { measured, notMeasured } from '../support/figure.ts';
import type { Spread } from '../support/statistics.ts';
import { inPairs, spreadOf } from '../support/statistics.ts';
import { cpuMsToShow, large } from '../support/watched.ts';
import { live, missing, peers, watchedPeer } from './programs.ts';

const pairs = 7;
const bar = 0.5;
const name = "CPU to the first useful screen : glances'";

const alone = (ours: Spread): Figure =>
  measured('CPU to the first useful screen', ours, 'ms', 230, 'run screen of primes, 120x40');

export async function start(): Promise<Figure[]> {
  const glances = watchedPeer(peers.glances, 1);
  const own = (): Promise<number> => cpuMsToShow(live(1), large);
  if (glances === null) {
    const ours = spreadOf([await own(), await own(), await own()]);
    return [notMeasured(name, bar, missing(peers.glances)), alone(ours)];
  }
  const { ours, other, ratio } = await inPairs(pairs, own, () => cpuMsToShow(glances, large));
  const note = `${ours.median.toFixed(0)} : ${other.median.toFixed(0)} ms`;
  return [measured(name, ratio, 'x', bar, note), alone(ours)];
}
