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
  1  a task failed
  2  wrong usage
  3  the subject could not be started
  130, 143, 129  ended by Ctrl-C, SIGTERM, SIGHUP`;

export const mainHelp = `
${modesText}

Examples:
  jugglers                            choose with the arrow keys, run, watch, choose again
  jugglers list                       the workloads, and what each one teaches
  jugglers run primes                 on a pool of threads, one for each usable core
  jugglers run primes --mode sync     the same work, one task after another
  jugglers run --help                 all that a run can be told

${exitCodesText}`;

export const runHelp = `
${modesText}

Examples:
  jugglers run breakfast --mode concurrent
  jugglers run primes --mode parallel --workers 2 --scale 0.5
  jugglers run http-calls --mode hybrid --tasks-per-worker 8 --tasks 100
  jugglers run ./mine.ts --set size=4096 --json > result.json

Without a terminal on stdout, or with --json or --plain, there is no live screen.

${exitCodesText}`;
