/** What the picker is tested with. */
import { modes } from '../../src/modes.ts';
import type { RunChoice } from '../../src/state/state.ts';
import type { Catalog } from '../../src/view/picker-state.ts';

export const defaultChoice: RunChoice = {
  workloadId: 'primes',
  mode: 'parallel',
  workers: 2,
  tasksPerWorker: 4,
  sliceMs: 10,
  seed: 1,
  scale: 1,
  options: { upTo: 2_000_000, split: 'equal' },
};

export const catalog: Catalog = {
  machine: { usableCores: 2 },
  defaultWorkers: mode => (mode === 'spawn' ? 32 : 2),
  modes,
  defaults: defaultChoice,
  workloads: [
    {
      id: 'hash-chain',
      title: 'Hash chain',
      kind: 'cpu',
      teaches: 'What cannot be cut in pieces does not get faster with more hands.',
      story: 'Each hash needs the one before it. One juggler, one ball, thrown a million times.',
      options: [
        {
          name: 'rounds',
          type: 'number',
          default: 400_000,
          range: [1, 100_000_000],
          isInteger: true,
          help: 'hashes in a row in each task',
        },
      ],
    },
    {
      id: 'primes',
      title: 'Primes',
      kind: 'cpu',
      teaches: 'Only more cores make CPU work faster, and equal ranges are not equal work.',
      story:
        'Count the primes below a limit by trial division. Large numbers take longer than small ones, so whoever gets the last range works longest.',
      options: [
        {
          name: 'upTo',
          type: 'number',
          default: 2_000_000,
          range: [10, 100_000_000],
          isInteger: true,
          help: 'count primes below this number',
        },
        {
          name: 'split',
          type: 'string',
          default: 'equal',
          choices: ['equal', 'queue'],
          help: 'equal ranges, or small chunks from a queue',
        },
        { name: 'verify', type: 'boolean', default: false, help: 'count a second time by another method' },
        { name: 'label', type: 'string', default: '', help: 'a word that stands in front of each task name' },
      ],
    },
    ...['A and B', 'Breakfast', 'HTTP calls', 'Thumbnails', 'Three files', 'Password hash'].map(title => ({
      id: title.toLowerCase().replaceAll(' ', '-'),
      title,
      kind: 'io' as const,
      teaches: `What ${title} teaches.`,
      story: `The story of ${title}.`,
      options: [],
    })),
  ],
};
