import type { Workload } from '../src/lab/workload.ts';
import { numberOf, tasksOption } from './support/options.ts';

/** About 0.6 s each. */
const iterationsPerPassword = 2_000_000;
const keyBytes = 32;

interface Password {
  readonly password: string;
  readonly salt: string;
  readonly iterations: number;
}

const passwordHash: Workload<Password, string> = {
  id: 'password-hash',
  title: 'Password hashes',
  story:
    'Several people log in, and each password is stirred a few million times so that thieves cannot guess it quickly. "Async does not use several cores" is not the whole truth: Node hands this work to a hidden pool of four threads, and the loop stays free meanwhile.',
  kind: 'cpu',
  teaches: 'Async can be parallel: Node has a hidden pool of four threads.',
  rows: ['003-17'],
  options: [tasksOption(8, 256, 'number of passwords')],
  plan: ({ options, scale, seed }) =>
    Array.from({ length: numberOf(options, 'tasks') }, (_, i) => ({
      name: `password ${i + 1}`,
      input: {
        password: `password ${i + 1}`,
        salt: `salt ${seed}:${i}`,
        iterations: Math.max(1, Math.round(iterationsPerPassword * scale)),
      },
    })),
  async run({ password, salt, iterations }, context) {
    const key = await context.pbkdf2(password, salt, iterations, keyBytes);
    await context.checkpoint();
    context.progress(1);
    return Buffer.from(key).toString('hex');
  },
};
export default passwordHash;
