/**
 * On a fabricated machine: what our live run and htop cost, side by side. Prints JSON: a list of rounds for each fps,
 * each round a list of costs, ours first.
 */
import { fabricateMachine } from '../support/fabricated-machine.ts';
import type { Cost } from '../support/watched.ts';
import { costsTogether, large } from '../support/watched.ts';
import { live, peers, watchedPeer } from './programs.ts';

const [folder = '', cores, rounds, ...refreshes] = process.argv.slice(2);
fabricateMachine(Number(cores), folder);

const result: Record<string, Cost[][]> = {};
for (let round = 0; round < Number(rounds); round++) {
  for (const fps of refreshes) {
    const htop = watchedPeer(peers.htop, Number(fps));
    const both = [live(Number(fps)), ...(htop === null ? [] : [htop])];
    (result[fps] ??= []).push(await costsTogether(both, large, Number(fps)));
  }
}
console.log(JSON.stringify(result));
