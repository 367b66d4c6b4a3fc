/** Attached to and left again and again, under load: what is there afterwards that was not there before? */
import { setTimeout as delay } from 'node:timers/promises';
import { Inbox } from '../../test/source/targets.ts';
import { type Server, startLoad, startServer } from '../../test/watch/server.ts';
import { attach, type Target } from './target.ts';

/** What is made once, by the first attaches, requests and connections, is there after so many, twice. */
const warmRounds = 5;
const figuresBoundMs = 10_000;
/** The load's connections, the last probe's thread and its memory go by and by. */
const settleMs = 2000;
/** libuv's own, started when first needed. */
const poolThreads = 4;
/**
 * Of what only a program makes: an attach that leaves anything behind leaves an object in each round, or makes one grow.
 * Without a leak it is some ten in a hundred. The heap's size tells nothing: as code is compiled it grows by 2 to 15 kB
 * a round, for hundreds of rounds.
 */
const leakPerRound = { objects: 1, bytes: 500 } as const;

/** Until the first figures have come, and away again. */
const oneRound = async (server: Server, { probe }: Target): Promise<void> => {
  const inbox = new Inbox();
  const source = await attach(server.pid, inbox, probe);
  const figures = inbox.first('loop', ({ p50Ms }) => p50Ms !== null);
  const isSeen = await Promise.race([figures, delay(figuresBoundMs, null, { ref: false })]);
  await source.stop();
  if (!isSeen) throw new Error('it was attached to, and told nothing');
};

const attachAgain = async (server: Server, target: Target, times: number) => {
  const load = startLoad(server.port, 8);
  const errors: string[] = [];
  for (let round = 1; round <= times; round++)
    await oneRound(server, target).catch((error: unknown) => errors.push(`round ${round}: ${String(error)}`));
  const requests = await load.stop();
  await delay(settleMs);
  // A first collection may leave what its finalizers still hold, and a first answer of a kind what it is made of.
  await server.state();
  await server.alive();
  return { ...requests, errors, state: await server.state(), alive: await server.alive() };
};

type Level = Awaited<ReturnType<typeof attachAgain>>;

const hasGrown = (before: Level, after: Level, rounds: number): string[] =>
  (['objects', 'bytes'] as const)
    .filter(what => after.alive[what] - before.alive[what] >= leakPerRound[what] * rounds)
    .map(what => `${what} alive`);

/** What is not as it was; empty if all is well. */
export const leftOvers = (before: Level, after: Level, rounds: number): string[] => {
  const [was, is] = [before.state, after.state];
  const left = [
    is.descriptors > was.descriptors && 'descriptors',
    is.threads > was.threads + poolThreads && 'threads',
    is.modules !== was.modules && 'modules',
    is.globals !== was.globals && 'globals',
    JSON.stringify(is.listeners) !== JSON.stringify(was.listeners) && 'listeners',
  ];
  return [...left.filter(name => name !== false), ...hasGrown(before, after, rounds)];
};

/** On one server: its level before, and after all rounds. */
export const manyRounds = async (target: Target, rounds: number) => {
  const nodeArguments = ['--expose-gc', '--inspect-port=0'];
  const server = await startServer({ execPath: target.node, nodeArguments });
  try {
    await attachAgain(server, target, warmRounds);
    const before = await attachAgain(server, target, warmRounds);
    const after = await attachAgain(server, target, rounds);
    return { before, after };
  } finally {
    await server.end();
  }
};
