/** On a fabricated machine: how many of its cores our screen and htop's tell of, at two sizes. Prints JSON. */
import { coresShown } from '../support/cores-shown.ts';
import { fabricateMachine } from '../support/fabricated-machine.ts';
import type { Size, Watched } from '../support/watched.ts';
import { large, small, startWatched } from '../support/watched.ts';
import { live, peers, watchedPeer } from './programs.ts';

export interface Readable {
  readonly name: string;
  readonly size: Size;
  readonly shown: number;
  readonly perColumn: number;
}

const [folder = '', count] = process.argv.slice(2);
const cores = Number(count);
fabricateMachine(cores, folder);

/** The first pictures know no load yet. */
const patienceMs = 5000;

async function readable(watched: Watched, size: Size): Promise<Readable> {
  const pty = startWatched(watched, size);
  try {
    await pty.waitFor(watched.shows, `${watched.name}: its first screen`);
    const isWhole = (rows: string[]): boolean => coresShown(rows).ids.size === cores;
    await pty.waitFor(isWhole, 'all cores', patienceMs).catch(() => {});
    const { ids, perColumn } = coresShown(pty.screen());
    return { name: watched.name, size, shown: ids.size, perColumn };
  } finally {
    await pty.dispose();
  }
}

const htop = watchedPeer(peers.htop, 1);
const all = [live(1), ...(htop === null ? [] : [htop])];
const cases = all.flatMap(watched => [small, large].map(size => readable(watched, size)));
console.log(JSON.stringify(await Promise.all(cases)));
