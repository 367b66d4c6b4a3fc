/** On a fabricated machine: what our live run and htop cost, side by side, ours first. Prints JSON: `Costs` by fps. */
import { fabricateMachine } from '../support/fabricated-machine.ts';
import type { Costs } from '../support/watched.ts';
import { costsTogether, large } from '../support/watched.ts';
import { live, peers, watchedPeer } from './programs.ts';

const [folder = '', cores, windows, ...refreshes] = process.argv.slice(2);
fabricateMachine(Number(cores), folder);

const result: Record<string, Costs> = {};
for (const refresh of refreshes) {
  const fps = Number(refresh);
  const htop = watchedPeer(peers.htop, fps);
  const both = [live(fps), ...(htop === null ? [] : [htop])];
  result[refresh] = await costsTogether(both, { size: large, fps, windows: Number(windows) });
}
console.log(JSON.stringify(result));
