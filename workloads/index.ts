/** The built-in workloads, in the order of the picker: from computing to waiting to both. */
import type { Workload } from '../src/lab/workload.ts';
import aAndB from './a-and-b.ts';
import breakfast from './breakfast.ts';
import hashChain from './hash-chain.ts';
import httpCalls from './http-calls.ts';
import passwordHash from './password-hash.ts';
import primes from './primes.ts';
import threeFiles from './three-files.ts';
import thumbnails from './thumbnails.ts';

export const workloads: readonly Workload[] = [
  hashChain,
  passwordHash,
  primes,
  aAndB,
  breakfast,
  httpCalls,
  thumbnails,
  threeFiles,
];
