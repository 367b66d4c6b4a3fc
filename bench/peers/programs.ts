/** Ours, and the terminal monitors that people have: how each is started, seen to be there, and ended. */
import { programFile } from '../support/program.ts';
import type { Watched } from '../support/watched.ts';
import { installed } from '../support/watched.ts';

export interface Peer extends Omit<Watched, 'file' | 'args'> {
  readonly args: (fps: number) => readonly string[];
  readonly howToInstall: string;
}

export const peers = {
  htop: {
    name: 'htop',
    args: fps => ['-d', String(10 / fps)],
    // The key line: with many cores no bar has a number.
    shows: /F10 ?Quit/,
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
    howToInstall: 'npm install --prefix FOLDER gtop',
  },
} satisfies Readonly<Record<string, Peer>>;

/** Null where it is not installed. */
export const watchedPeer = (peer: Peer, fps: number): Watched | null => {
  const file = installed(peer.name);
  return file === null ? null : { ...peer, file, args: peer.args(fps) };
};

export const missing = ({ name, howToInstall }: Peer): string => `${name} is not installed: ${howToInstall}`;

const ours = (args: readonly string[], shows: RegExp): Watched => ({
  name: 'jugglers',
  file: process.execPath,
  args: [programFile, ...args],
  shows,
  quit: 'q',
  hasHelpers: false,
});

/** Minutes of work on two cores, a task of three seconds after the other: it is left before its end. */
const work = ['--workers', '2', '--scale', '96', '--tasks', '192'] as const;
const liveArgs = ['run', 'primes', '--mode', 'parallel', ...work] as const;

export const live = (fps: number): Watched => ours([...liveArgs, '--fps', String(fps)], /● running/);

/** Nothing runs any more: what is left is to look at the cores. */
export const idle = ours(['run', 'primes', '--scale', '0.01', '--fps', '1'], /■ finished/);
