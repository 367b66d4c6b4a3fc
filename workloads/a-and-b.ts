import type { Workload } from '../src/lab/workload.ts';
import { amountOption, numberOf } from './support/options.ts';
import { roundsPerSecond, spin } from './support/spin.ts';

interface Work {
  readonly rounds: number;
}

const aAndB: Workload<Work, number> = {
  id: 'a-and-b',
  title: 'A and B',
  story:
    'A takes one unit of work, B takes two. One worker needs three units for both, and taking turns only makes A late; two workers need two units, and a third cannot help, for the longer task sets the end. If A and B only waited, one worker would be done in two as well.',
  kind: 'cpu',
  teaches: 'Alone it takes A plus B; side by side only the longer of the two.',
  rows: ['004-1', '004-2', '004-8', '003-1'],
  options: [
    amountOption('a', 1, 60, 'work of A; 1 is about a second'),
    amountOption('b', 2, 60, 'work of B; 1 is about a second'),
  ],
  plan: ({ options, scale }) =>
    ['a', 'b'].map(name => ({
      name: name.toUpperCase(),
      input: { rounds: Math.round(numberOf(options, name) * scale * roundsPerSecond) },
    })),
  run: ({ rounds }, context) => spin(rounds, context),
};
export default aAndB;
