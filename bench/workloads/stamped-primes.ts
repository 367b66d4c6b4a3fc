import { appendFileSync } from 'node:fs';
import type { Workload } from '../../src/lab/workload.ts';
import primes from '../../workloads/primes.ts';

const stampsFile = process.env['JUGGLERS_BENCH_STAMPS'];
const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Primes that write down themselves when each task began and ended: a makespan that no dashboard has a hand in. */
const stampedPrimes: Workload = {
  ...primes,
  id: 'stamped-primes',
  async run(input, context) {
    const startMs = nowMs();
    const value = await primes.run(input as never, context);
    if (stampsFile) appendFileSync(stampsFile, `${startMs} ${nowMs()}\n`);
    return value;
  },
};

export default stampedPrimes;
