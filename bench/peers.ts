/** Ours beside the terminal monitors that people have: same terminal, same size, same refresh, same load. */
import type { Figure } from './support/figure.ts';
import { programFile } from './support/program.ts';
import type { Spread } from './support/statistics.ts';
import { spreadOf } from './support/statistics.ts';
import type { Cost, Size, Watched } from './support/watched.ts';
import { beside, costOf, installed } from './support/watched.ts';

const rounds = 3;
const load = ['primes', '--mode', 'parallel', '--workers', '2', '--scale', '16'];
const large: Size = { columns: 120, rows: 40 };
const small: Size = { columns: 80, rows: 24 };

interface Peer extends Omit<Watched, 'file' | 'args'> {
  readonly args: (fps: number) => readonly string[];
  readonly howToInstall: string;
}

const peers = {
  htop: {
    name: 'htop',
    args: fps => ['-d', String(10 / fps)],
    shows: /0\[.*\d%/,
    quit: 'q',
    hasHelpers: false,
    howToInstall: 'apt-get install htop',
  },
  glances: {
    name: 'glances',
    args: fps => ['-t', String(1 / fps), '--disable-check-update'],
    shows: /CPU +\[? *\d+\.\d%/,
    quit: 'q',
    hasHelpers: false,
    howToInstall: 'apt-get install glances',
  },
  gtop: {
    name: 'gtop',
    // Its refresh is fixed at one second.
    args: () => [],
    shows: /CPU1 +\d+\.\d/,
    quit: 'q',
    hasHelpers: true,
    howToInstall: 'npm install --global gtop',
  },
} satisfies Readonly<Record<string, Peer>>;

const ours = (name: string, args: readonly string[], shows: RegExp): Watched => ({
  name,
  file: process.execPath,
  args: [programFile, ...args],
  shows,
  quit: 'q',
  hasHelpers: false,
});

const running = (fps: number): Watched =>
  ours('jugglers', ['run', ...load, '--fps', String(fps)], /● running/);

/** Nothing runs any more: what is left is to look at the cores. */
const idle = ours('idle jugglers', ['run', 'primes', '--scale', '0.01', '--fps', '1'], /■ finished/);

type Costs = Record<keyof Cost, Spread>;

const spreadsOf = (costs: readonly Cost[]): Costs => {
  const of = (name: keyof Cost): Spread => spreadOf(costs.map(cost => cost[name]));
  return {
    cpuMsToShow: of('cpuMsToShow'),
    cpuMsPerSecond: of('cpuMsPerSecond'),
    cpuMsPerFrame: of('cpuMsPerFrame'),
    bytesPerFrame: of('bytesPerFrame'),
    peakRssMb: of('peakRssMb'),
  };
};

/** Ours and the peer in turn, so that slow moments of the machine hit both; without a peer only ours. */
async function inTurn(own: Watched, peer: Watched | null, size: Size): Promise<[Costs, Costs | null]> {
  const ownCosts: Cost[] = [];
  const peerCosts: Cost[] = [];
  for (let round = 0; round < rounds; round++) {
    ownCosts.push(await costOf(own, size));
    if (peer === null) continue;
    peerCosts.push(own === idle ? await costOf(peer, size) : await beside(load, () => costOf(peer, size)));
  }
  return [spreadsOf(ownCosts), peer === null ? null : spreadsOf(peerCosts)];
}

const watchedPeer = (peer: Peer, fps: number): Watched | null => {
  const file = installed(peer.name);
  return file === null ? null : { ...peer, file, args: peer.args(fps) };
};

const absolute = (name: string, spread: Spread, unit: string, bar: number | null, note: string): Figure => ({
  name,
  value: spread.median,
  unit,
  range: [spread.min, spread.max],
  runs: spread.runs,
  bar,
  note,
});

const digits = (value: number): string => value.toPrecision(3);

interface Compared {
  readonly what: string;
  readonly figure: keyof Cost;
  readonly unit: string;
  readonly bar: number | null;
}

/** Ours : the peer's, or how to get the peer. */
function ratio({ what, figure, unit, bar }: Compared, own: Costs, other: Costs | null, peer: Peer): Figure {
  const name = `${what} : ${peer.name}`;
  const mine = own[figure];
  if (other === null) {
    const note = `${digits(mine.median)} ${unit}; ${peer.name} is not installed: ${peer.howToInstall}`;
    return {
      name,
      value: Number.NaN,
      unit: '',
      range: [Number.NaN, Number.NaN],
      runs: mine.runs,
      bar: null,
      note,
    };
  }
  const theirs = other[figure];
  return {
    name,
    value: mine.median / theirs.median,
    unit: 'x',
    range: [mine.min / theirs.max, mine.max / theirs.min],
    runs: mine.runs,
    bar,
    note: `${digits(mine.median)} : ${digits(theirs.median)} ${unit}`,
  };
}

async function live(fps: number): Promise<Figure[]> {
  const peer = peers.htop;
  const [own, other] = await inTurn(running(fps), watchedPeer(peer, fps), large);
  const at = `, ${fps} fps`;
  return [
    ratio({ what: `CPU a frame${at}`, figure: 'cpuMsPerFrame', unit: 'ms', bar: 0.5 }, own, other, peer),
    ratio({ what: `bytes a frame${at}`, figure: 'bytesPerFrame', unit: 'B', bar: 1 }, own, other, peer),
    absolute(`bytes a frame${at}`, own.bytesPerFrame, 'B', 2300, '120x40'),
    absolute(`peak RSS${at}`, own.peakRssMb, 'MB', 110, '120x40'),
  ];
}

async function quiet(): Promise<Figure[]> {
  const [own, other] = await inTurn(idle, watchedPeer(peers.htop, 1), large);
  const what = 'CPU a second, idle, 1 fps';
  return [ratio({ what, figure: 'cpuMsPerSecond', unit: 'ms', bar: 1 }, own, other, peers.htop)];
}

async function againstOthers(): Promise<Figure[]> {
  const [first, glances] = await inTurn(running(1), watchedPeer(peers.glances, 1), large);
  const [own, gtop] = await inTurn(running(1), watchedPeer(peers.gtop, 1), large);
  const start = {
    what: 'CPU to the first useful screen',
    figure: 'cpuMsToShow',
    unit: 'ms',
    bar: 0.5,
  } as const;
  const memory = { what: 'peak RSS', figure: 'peakRssMb', unit: 'MB', bar: 1 } as const;
  const second = { what: 'CPU a second, 1 fps', figure: 'cpuMsPerSecond', unit: 'ms', bar: null } as const;
  return [
    ratio(start, first, glances, peers.glances),
    ratio(second, first, glances, peers.glances),
    ratio(memory, own, gtop, peers.gtop),
    ratio(second, own, gtop, peers.gtop),
  ];
}

async function smallTerminal(): Promise<Figure[]> {
  const [own] = await inTurn(running(10), null, small);
  return [absolute('bytes a frame, 10 fps, 80x24', own.bytesPerFrame, 'B', 1700, 'live run of primes')];
}

export const peerCost = async (): Promise<Figure[]> => [
  ...(await live(1)),
  ...(await live(10)),
  ...(await quiet()),
  ...(await againstOthers()),
  ...(await smallTerminal()),
];
