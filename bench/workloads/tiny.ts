import type { Workload } from '../../src/lab/workload.ts';

/** Tasks that do nothing: what is left is the price of handing them over. */
const tiny: Workload<number, number> = {
  id: 'tiny',
  title: 'Tiny tasks',
  story: 'Thousands of tasks that do nothing at all.',
  kind: 'cpu',
  teaches: 'what it costs to hand a task over',
  rows: [],
  options: [
    {
      name: 'tasks',
      type: 'number',
      default: 20_000,
      range: [1, 1_000_000],
      isInteger: true,
      help: 'how many',
    },
  ],
  plan: ({ options }) =>
    Array.from({ length: Number(options['tasks']) }, (_, i) => ({ name: `tiny ${i}`, input: i })),
  run: async input => input,
};

export default tiny;
