/**
 * `npm run test:nodes [-- folder [rounds [major]]]`: the probe in the real binaries of all Node versions that it is meant
 * for. For blocks of 20 to 3000 ms in seven ways, in CommonJS (started under watch) and ES modules (attached to): is each
 * told once, with its start and its length, and its line? Is nothing told of a server that is idle for a minute, or only
 * serves? Then 100 rounds of attach and detach under load: is anything left? Ends with 1 if one of these is not so, or if
 * a request fails. Takes some four minutes for each version, and wants a machine that does nothing else.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProbe } from '../test/watch/built-probe.ts';
import { blocksOf } from './nodes/blocks.ts';
import { quietOnes } from './nodes/quiet.ts';
import { leftOvers, manyRounds } from './nodes/rounds.ts';
import type { Target } from './nodes/target.ts';
import { truthRows, wrongOnes } from './nodes/truth-table.ts';
import { endTogether } from './support/ending.ts';
import { aligned } from './support/figure.ts';
import { nodeBinaries } from './support/node-versions.ts';

const [nodesFolder, rounds = 100, only] = [process.argv[2], ...process.argv.slice(3).map(Number)];

interface Part {
  readonly rows: string[][];
  /** What is not as it must be. */
  readonly wrong: readonly string[];
}

const truthPart = ({ blocks, invented, inventedWords }: Awaited<ReturnType<typeof blocksOf>>): Part => ({
  rows: [...truthRows(blocks), ['invented between them', String(invented.length)]],
  wrong: [...wrongOnes(blocks), ...inventedWords.map(words => `invented: ${words}`)],
});

const quietPart = ({ idle, serving }: Awaited<ReturnType<typeof quietOnes>>): Part => ({
  rows: [
    ['invented in 60 s, idle', String(idle.invented.length)],
    ['CPU of the idle one, watched', `${idle.cpuMsPerSecond.toFixed(2)} ms a second`],
    ['invented in 60 s, serving', String(serving.invented.length), `${serving.answered} requests`],
    ['stalls that were collections', String(idle.collections + serving.collections)],
  ],
  wrong: [
    ...idle.invented.map(words => `idle: ${words}`),
    ...serving.invented.map(words => `serving: ${words}`),
    ...serving.failed,
  ],
});

const roundsPart = ({ before, after }: Awaited<ReturnType<typeof manyRounds>>): Part => {
  const levels = (of: (level: typeof before) => number | string): string => `${of(before)} -> ${of(after)}`;
  const states = (['descriptors', 'threads', 'modules', 'globals'] as const).map(key => [
    key,
    levels(({ state }) => state[key]),
  ]);
  const left = leftOvers(before, after, rounds);
  return {
    rows: [
      ['attached and left', `${rounds} times, ${after.errors.length} errors`],
      ['requests', `${after.answered} answered, ${after.failed.length} failed`],
      ...states,
      ['objects alive', levels(({ alive }) => alive.objects)],
      ['their bytes', levels(({ alive }) => alive.bytes)],
      ['heap, with compiled code', levels(({ state }) => `${(state.heapBytes / 1e6).toFixed(2)} MB`)],
      ['listeners', left.includes('listeners') ? 'CHANGED' : 'as before'],
    ],
    wrong: [...before.errors, ...after.errors, ...left.map(name => `left behind: ${name}`), ...after.failed],
  };
};

/** What a Node cannot do at all is wrong with it, and no reason to leave out the others. */
const partOf = (part: Promise<Part>): Promise<Part> =>
  part.catch((error: unknown) => ({ rows: [], wrong: [String(error)] }));

const partsOf = async (target: Target, tell: (what: string) => void): Promise<Part[]> => {
  const truth = await partOf(blocksOf(target, tell).then(truthPart));
  tell('idle, and serving');
  const quiet = await partOf(quietOnes(target).then(quietPart));
  tell(`${rounds} rounds`);
  return [truth, quiet, await partOf(manyRounds(target, rounds).then(roundsPart))];
};

endTogether();
const folder = mkdtempSync(join(tmpdir(), 'watch-nodes-'));
const probe = await buildProbe();
try {
  for (const [major, node] of nodeBinaries(nodesFolder)) {
    if (only !== undefined && only !== major) continue;
    const title = `Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}`;
    const parts = await partsOf({ node, folder, probe }, what => console.error(`${title}: ${what}`));
    const wrong = parts.flatMap(part => part.wrong);
    console.log(`${title}: ${wrong.length === 0 ? 'all is well' : 'WRONG'}`);
    for (const { rows } of parts) console.log(aligned(rows));
    for (const line of wrong) console.log(`  ${line}`);
    if (wrong.length > 0) process.exitCode = 1;
  }
} finally {
  probe.remove();
  rmSync(folder, { recursive: true });
}
