/** What `--help` adds to the lists that commander makes. */
import { modes } from '../modes.ts';

const nameWidth = 24;

const modeLines = modes.map(({ id, alias, what }) => {
  const name = alias === null ? id : `${id} (${alias})`;
  return `  ${name.padEnd(nameWidth)}${what}`;
});

const modesText = ['Modes:', ...modeLines].join('\n');

const exitCodesText = `Exit codes:
  0  fine
  1  a task or an assertion failed
  2  wrong usage
  3  the measured process could not be started
  130, 143, 129  ended by Ctrl-C, SIGTERM, SIGHUP`;

export const mainHelp = `
${modesText}

Examples:
  jugglers                            choose with the arrow keys, run, watch, choose again
  jugglers list                       the workloads, and what each one teaches
  jugglers run primes                 on a pool of threads, one for each usable core
  jugglers run primes --mode sync     the same work, one task after another
  jugglers run --help                 all that a run can be told
  jugglers compare breakfast          guess, race the modes, see who was right and why
  jugglers sweep ./mine.ts            how many workers pay off, here, for your own function
  jugglers watch -- node server.js    your own program: see its event loop block, and on which line
  jugglers ps                         what runs already; Enter watches it

${exitCodesText}`;

export const runHelp = `
${modesText}

Examples:
  jugglers run breakfast --mode concurrent
  jugglers run primes --mode parallel --workers 2 --scale 0.5
  jugglers run http-calls --mode hybrid --tasks-per-worker 8 --tasks 100
  jugglers run ./mine.ts --set size=4096 --json > result.json

Without a terminal on stdout, or with --json or --plain, there is no live screen.

Assertions name fields of the JSON document:
  --assert 'loop.lagP99Ms < 50'       --assert 'tasks.failed == 0 && makespanMs < 2000'

${exitCodesText}`;

export const compareHelp = `
${modesText}

The modes take turns, one run at a time; the first round is a warm-up. Two modes are called different only
if the measurements say so.

Examples:
  jugglers compare three-files --modes sequential,concurrent,hybrid
  jugglers compare ./mine.ts --repeat 5 --json > result.json
  jugglers compare primes --assert 'speedup(parallel) > 1.8' --plain
  jugglers compare primes --guess parallel:1.8 --plain

Assertions may use speedup(mode), speedup(mode, other), makespan(mode), faster(mode, other),
median(mode, field), min(mode, field), max(mode, field), winner and checksumsAgree. Fields of a run
(loop.lagP99Ms < 50) must hold in every measured run.

${exitCodesText}`;

export const sweepHelp = `
A range is 1..8, a list 1,2,4,64. One of the four numbers takes several values; the others take one.
A range of more than eight values is thinned, a list is taken as it is.

Examples:
  jugglers sweep primes
  jugglers sweep ./mine.ts --workers 1,2,4,64 --json > curve.json
  jugglers sweep hash-chain --mode concurrent --slice 1..50
  jugglers sweep password-hash --uv-threads 1..8
  jugglers sweep primes --assert 'speedup(2) > 1.8' --plain

${exitCodesText}`;
