/** Every way out of a program: is the terminal as it was, and is nothing left running? */
import { setTimeout as delay } from 'node:timers/promises';
import { textOf } from '../../src/source/proc.ts';
import { processesOf } from '../../test/helpers/processes.ts';
import type { Pty } from '../../test/helpers/pty.ts';
import { readAftermath, startInShell } from '../../test/helpers/shell.ts';
import type { Figure } from '../support/figure.ts';
import { measured, notMeasured } from '../support/figure.ts';
import { spreadOf } from '../support/statistics.ts';
import type { Size, Watched } from '../support/watched.ts';
import { freshHome, large, small } from '../support/watched.ts';
import { live, missing, peers, watchedPeer } from './programs.ts';

/** The only child of the shell that it was started from. Without one a signal would go to 0: to this program's group. */
const pidOf = (pty: Pty): number => {
  const pid = Number((textOf(`/proc/${pty.pid}/task/${pty.pid}/children`) ?? '').trim().split(' ')[0]);
  if (!(pid > 0)) throw new Error('the program has ended by itself');
  return pid;
};

const signalled =
  (signal: NodeJS.Signals) =>
  (pty: Pty): void =>
    void process.kill(pidOf(pty), signal);

const waysOut = {
  'quit key': (pty: Pty, { quit }: Watched) => pty.type(quit),
  'Ctrl-C': (pty: Pty) => pty.type('\u0003'),
  SIGINT: signalled('SIGINT'),
  SIGTERM: signalled('SIGTERM'),
  SIGHUP: signalled('SIGHUP'),
  hangup: (pty: Pty) => pty.hangUp(),
} satisfies Readonly<Record<string, (pty: Pty, watched: Watched) => void>>;

type WayOut = keyof typeof waysOut;

interface Place {
  readonly name: string;
  readonly size: Size;
  readonly bytesPerSecond?: number;
  /** What a person there waits for before leaving; by default what the program always shows. */
  readonly shows?: RegExp;
}

/** Long enough for a program that asks others to end, and for a slow line. */
const patienceMs = 8000;

async function leftOf(marker: string): Promise<string[]> {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += 50) {
    if (processesOf(marker).length === 0) return [];
    await delay(50);
  }
  return [`leaves ${processesOf(marker).length} running`];
}

const asBefore = { icanon: true, echo: true, isig: true, opost: true };

/** What is not as it was. A hangup leaves no terminal to look at. */
async function damageAfter(pty: Pty, way: WayOut): Promise<string[]> {
  if (way === 'hangup') return leftOf(pty.marker);
  const { termios } = await readAftermath(pty, patienceMs);
  const modes = pty.modes();
  const damage = [
    ...(modes.isAlternateScreen ? ['alternate screen'] : []),
    ...(modes.isCursorHidden ? ['cursor'] : []),
    ...(modes.isMouseOn ? ['mouse'] : []),
    ...(Object.entries(asBefore).some(([name, isOn]) => termios[name] !== isOn) ? ['termios'] : []),
  ];
  // The shell waits for a line; a line feed ends it also on a terminal that was left raw.
  pty.type('\n');
  return [...damage, ...(await leftOf(pty.marker))];
}

async function damageOf(watched: Watched, place: Place, way: WayOut): Promise<string[]> {
  const { size, bytesPerSecond } = place;
  const pty = startInShell(watched.file, watched.args, { ...size, bytesPerSecond, env: freshHome() });
  try {
    await pty.waitFor(place.shows ?? watched.shows, `${watched.name}, ${place.name}: its first screen`);
    waysOut[way](pty, watched);
    return await damageAfter(pty, way);
  } catch (error) {
    return [error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)];
  } finally {
    await pty.dispose();
  }
}

async function figureOf(watched: Watched, place: Place, bar: number | null): Promise<Figure> {
  const ways = Object.keys(waysOut) as WayOut[];
  const damages: string[][] = [];
  for (const way of ways) damages.push(await damageOf(watched, place, way));
  const spoilt = ways.flatMap((way, index) => {
    const damage = damages[index] ?? [];
    return damage.length === 0 ? [] : [`${way}: ${damage.join(', ')}`];
  });
  const note = spoilt.length === 0 ? `${ways.join(', ')}: all as before` : spoilt.join('; ');
  const name = `${watched.name}, ${place.name}: ways out that do not restore`;
  return measured(name, spreadOf([spoilt.length]), `of ${ways.length}`, bar, note);
}

const tiny: Size = { columns: 20, rows: 5 };

const places: readonly Place[] = [
  { name: '80x24', size: small },
  { name: '20x5', size: tiny, shows: /running|primes/ },
  { name: '3 kB/s, 120x40', size: large, bytesPerSecond: 3000 },
];

export async function waysOutTable(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const place of places) figures.push(await figureOf(live(10), place, 0));
  for (const peer of Object.values(peers)) {
    const watched = watchedPeer(peer, 1);
    const name = `${peer.name}, 80x24: ways out that do not restore`;
    figures.push(
      watched === null
        ? notMeasured(name, null, missing(peer))
        : await figureOf(watched, { name: '80x24', size: small }, null),
    );
  }
  return figures;
}
