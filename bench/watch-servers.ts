/**
 * `npm run test:servers [-- folder [name]]`: real servers from the registry, started under `watch --` and attached to
 * while they run, with requests flowing. Is a block told with its length and its line, does no request fail, and is the
 * server as it was when the watch is over? Takes some three minutes, the first time one more. Ends with 1 if a block was
 * missed, told twice, of another length or blamed on another, a request failed, or something is left. Wants a machine
 * that has a core to spare.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { blamedFrame, frameWords } from '../src/analysis/stalls.ts';
import type { StallLine } from '../src/analysis/watch-report.ts';
import type { StackFrame } from '../src/protocol.ts';
import { startLoad } from '../test/watch/server.ts';
import { endTogether } from './support/ending.ts';
import { type Block, prepareServers, type ServerKind, serverKinds } from './support/servers.ts';
import {
  type Running,
  type ServerState,
  sorted,
  startServer,
  startWatch,
  type Watch,
} from './support/watched-server.ts';

/** Enough for a loop that answers within milliseconds, and light for one that compiles. */
const loadPauseMs = 20;
const rounds = 3;
const stallBoundMs = 5000;
const leaveBoundMs = 1000;

interface Seen {
  readonly tookMs: number;
  readonly stall: StallLine | null;
  /** How many stalls of this length were told for the one block. */
  readonly timesTold: number;
  readonly block: Block;
}

/** The stalls that this block was, among those that were told since: one, if all is well. */
const stallsOf = async (watch: Watch, since: number, tookMs: number): Promise<StallLine[]> => {
  const isIt = ({ durationMs }: StallLine): boolean => durationMs > tookMs * 0.8;
  const found = (): StallLine[] => watch.stalls().slice(since).filter(isIt);
  for (let waitedMs = 0; waitedMs < stallBoundMs && found().length === 0; waitedMs += 50) await delay(50);
  // A second one would follow at once.
  await delay(300);
  return found();
};

const blockOnce = async (server: Running, watch: Watch, block: Block, round: number): Promise<Seen> => {
  const since = watch.stalls().length;
  const isAside = block.resultPath !== block.path;
  const answer = await server.get(isAside ? `${block.path}${process.pid}-${round}-${since}` : block.path);
  const { tookMs } = JSON.parse(isAside ? await server.get(block.resultPath) : answer) as { tookMs: number };
  const [stall = null, ...more] = await stallsOf(watch, since, tookMs);
  return { tookMs, stall, timesTold: stall ? 1 + more.length : 0, block };
};

const isToldOnce = ({ timesTold }: Seen): boolean => timesTold === 1;

const isLengthRight = ({ tookMs, stall }: Seen): boolean =>
  stall !== null && Math.abs(stall.durationMs - tookMs) <= Math.max(5, tookMs * 0.05);

/** What all of these servers block by is no server's own. */
const isHelper = ({ file }: StackFrame): boolean => file.endsWith('state.cjs');

/** The innermost frame of the server itself, and what is said beside it. */
const placeOf = ({ stall }: Seen): { functionName: string; place: string; note: string } => {
  const frame = stall && blamedFrame(stall.stack.filter(each => !isHelper(each)));
  const place = frame ? frameWords(frame) : '-';
  return { functionName: frame?.functionName ?? '-', place, note: stall?.note ?? '' };
};

const isFrameRight = (seen: Seen): boolean => {
  const { functionName, place, note } = placeOf(seen);
  const { block } = seen;
  const isNamed = functionName === block.functionName && place.includes(`(${block.file}`);
  return isNamed && note.startsWith('native call') === block.isNative;
};

const seenWords = (seen: readonly Seen[]): string => {
  const counted = (fits: (each: Seen) => boolean): string => `${seen.filter(fits).length}/${seen.length}`;
  const offs = seen.map(({ stall, tookMs }) => (stall ? (stall.durationMs - tookMs).toFixed(1) : 'missed'));
  const places = new Set(seen.map(placeOf).map(({ place, note }) => `${place}${note && `, ${note}`}`));
  return (
    `told once ${counted(isToldOnce)}, length ${counted(isLengthRight)} (off by ${offs.join(', ')} ms), ` +
    `frame ${counted(isFrameRight)}: ${[...places].join('; ')}`
  );
};

/** Requests flow; each way to block, a few times. */
const measure = async (server: Running, watch: Watch, kind: ServerKind): Promise<string> => {
  const load = startLoad(server.port, 2, { path: kind.load, pauseMs: loadPauseMs });
  await delay(500);
  const seen: Seen[] = [];
  for (const block of kind.blocks) {
    // The first request of a route also has it compiled and loaded, partly in the same turn of the loop.
    await blockOnce(server, watch, block, 0);
    for (let round = 1; round <= rounds; round++) seen.push(await blockOnce(server, watch, block, round));
  }
  const { answered, failed } = await load.stop();
  const isRight = (each: Seen): boolean => isToldOnce(each) && isLengthRight(each) && isFrameRight(each);
  if (failed.length > 0 || !seen.every(isRight)) process.exitCode = 1;
  return `${seenWords(seen)}, ${answered} requests answered, ${failed.length} failed ${failed[0] ?? ''}`;
};

const same = (what: string, before: unknown, after: unknown): string => {
  const [was, is] = [JSON.stringify(before), JSON.stringify(after)];
  if (was !== is) process.exitCode = 1;
  return was === is ? `${what} as before` : `${what} CHANGED from ${was} to ${is}`;
};

/** An end of its own, to compare with; and its state without a watch. */
const unwatched = async (folder: string, kind: ServerKind) => {
  const server = await startServer(folder, kind);
  const state = await server.state();
  return { state, ending: await server.end() };
};

/** The probe of a started program listens to its end, to hand over what it has left; that of an attached one does not. */
const withoutHandOver = ({ listeners, ...state }: ServerState): ServerState => {
  const { exit = 0, ...others } = listeners;
  return { ...state, listeners: sorted(exit > 1 ? { ...others, exit: exit - 1 } : others) };
};

type Unwatched = Awaited<ReturnType<typeof unwatched>>;

const started = async (folder: string, kind: ServerKind, before: Unwatched): Promise<string> => {
  const server = await startServer(folder, kind, true);
  const watch = server.watch as Watch;
  try {
    const measured = await measure(server, watch, kind);
    const state = same('state', before.state, withoutHandOver(await server.state()));
    return `${measured}; ${state}, ${same('end', before.ending, await server.end())}`;
  } finally {
    server.kill();
  }
};

/** Its thread ends a moment after it has said that it leaves. */
const staysIn = async (server: Running): Promise<boolean> => {
  for (let waitedMs = 0; waitedMs < leaveBoundMs; waitedMs += 50) {
    if (!(await server.hasProbe())) return false;
    await delay(50);
  }
  return true;
};

const attached = async (folder: string, kind: ServerKind, before: Unwatched): Promise<string> => {
  const server = await startServer(folder, kind);
  try {
    const watch = await startWatch(['--yes', String(await server.pid())]);
    const measured = await measure(server, watch, kind);
    const code = await watch.end();
    const left = await staysIn(server);
    if (left) process.exitCode = 1;
    const state = same('state', before.state, await server.state());
    const ends = same('end', before.ending, await server.end());
    return `${measured}; watch ended with ${code}, ${left ? 'PROBE LEFT' : 'probe gone'}, ${state}, ${ends}`;
  } finally {
    server.kill();
  }
};

endTogether();
const folder = prepareServers(process.argv[2]);
const wanted = process.argv[3] ?? '';
for (const kind of serverKinds.filter(({ name }) => name.includes(wanted))) {
  const before = await unwatched(folder, kind);
  console.log(`${kind.name}, started: ${await started(folder, kind, before)}`);
  console.log(`${kind.name}, attached: ${await attached(folder, kind, before)}`);
}
