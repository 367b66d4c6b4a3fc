import { hash } from 'node:crypto';
import type { Workload } from '../src/lab/workload.ts';
import { numberOf, tasksOption } from './support/options.ts';
import { inSteps } from './support/steps.ts';

/** About 0.6 s where the processor has instructions for SHA. */
const linksPerChain = 2_500_000;
/** About 0.5 ms. */
const linksPerStep = 2_000;

interface Chain {
  readonly start: string;
  readonly links: number;
}

const hashChain: Workload<Chain, string> = {
  id: 'hash-chain',
  title: 'Hash chains',
  story:
    'Several long chains of fingerprints: every link is the SHA-256 of the link before, so there is nothing to wait for and no way to hurry. Taking turns between the chains does not finish them sooner. The tale that three tasks of 3 s take 3.3 s with async is about tasks that wait; tasks that compute take 9.',
  kind: 'cpu',
  teaches: 'Async does not make computing faster; only more cores do.',
  rows: ['003-11', '003-12', '003-5', '002-37'],
  options: [tasksOption(8, 256, 'number of chains')],
  plan: ({ options, scale, seed }) =>
    Array.from({ length: numberOf(options, 'tasks') }, (_, i) => ({
      name: `chain ${i + 1}`,
      input: { start: `${seed}:${i}`, links: Math.max(1, Math.round(linksPerChain * scale)) },
    })),
  async run({ start, links }, context) {
    let link = start;
    await inSteps(links, linksPerStep, context, (from, to) => {
      for (let i = from; i < to; i++) link = hash('sha256', link);
    });
    return link;
  },
};
export default hashChain;
