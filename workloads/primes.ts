import type { PlannedTask, Workload } from '../src/lab/workload.ts';
import { choiceOption, numberOf } from './support/options.ts';
import { inSteps } from './support/steps.ts';

const defaultBelow = 20_000_000;
const defaultChunks = 64;
/** Measured: twice the limit costs 2.6 times the divisions, so the limit grows as the work to the power 0.7. */
const limitPerWork = 0.7;
/** At most 0.7 ms, at the dear end of the default limit. */
const numbersPerStep = 2_000;

interface Range {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** Divides by every odd number up to the root. The limit stays below 2^31, so this is integer arithmetic. */
function isPrime(n: number): boolean {
  if (n < 2) return false;
  if (n % 2 === 0) return n === 2;
  for (let divisor = 3; divisor * divisor <= n; divisor += 2) if (n % divisor === 0) return false;
  return true;
}

function countPrimes(from: number, to: number): number {
  let count = 0;
  for (let n = from; n < to; n++) if (isPrime(n)) count++;
  return count;
}

function cut(below: number, pieces: number): PlannedTask<Range>[] {
  return Array.from({ length: pieces }, (_, i) => {
    const from = Math.floor((below * i) / pieces);
    const to = Math.floor((below * (i + 1)) / pieces);
    return { name: `${from} to ${to}`, input: { from, to } };
  });
}

const primes: Workload<Range, Range & { readonly count: number }> = {
  id: 'primes',
  title: 'Counting primes',
  story:
    'How many primes are there below twenty million? Cut into four equal ranges, the last costs more than twice the first, as large numbers need more divisions, so four cores give about three times the speed, not four. Cut into small chunks, whoever is free takes the next one.',
  kind: 'cpu',
  teaches: 'Equal ranges are not equal work; small chunks keep every core busy.',
  rows: ['002-33', '002-2', '002-15', '002-18'],
  options: [
    choiceOption(
      'split',
      ['chunks', 'equal'],
      'chunks: many small pieces, dear ones first; equal: one range per lane',
    ),
    {
      name: 'tasks',
      type: 'number',
      default: 0,
      range: [0, 2_000],
      isInteger: true,
      help: 'number of pieces; 0 = 64 chunks, or one equal range per lane',
    },
    {
      name: 'below',
      type: 'number',
      default: defaultBelow,
      range: [1_000, 500_000_000],
      isInteger: true,
      help: 'count the primes below this number (at scale 1)',
    },
  ],
  plan({ options, scale, workers }) {
    const below = Math.max(100, Math.round(numberOf(options, 'below') * scale ** limitPerWork));
    const pieces = numberOf(options, 'tasks');
    if (options.split === 'equal') return cut(below, pieces || workers);
    // The dear end first: what is left at the end is small, so no lane has long to wait for another.
    return cut(below, pieces || defaultChunks).toReversed();
  },
  async run({ from, to }, context) {
    let count = 0;
    await inSteps(to - from, numbersPerStep, context, (low, high) => {
      count += countPrimes(from + low, from + high);
    });
    return { from, to, count };
  },
};
export default primes;
