/** The peer: piscina as it comes, with the same tiny tasks. Prints milliseconds from first to last. */
import { Piscina } from 'piscina';
import { systemClock } from '../../src/clock.ts';

const [workers, tasks] = process.argv.slice(2).map(Number) as [number, number];

const pool = new Piscina({
  filename: new URL('./task.js', import.meta.url).href,
  minThreads: workers,
  maxThreads: workers,
  idleTimeout: Infinity,
});

/** All at once is what piscina's own examples do. */
async function all(count: number): Promise<number> {
  const startMs = systemClock.nowMs();
  await Promise.all(Array.from({ length: count }, (_, i) => pool.run(i)));
  return systemClock.nowMs() - startMs;
}

// Both threads are up and have loaded the task before the clock starts, as ours have.
await all(workers * 10);
console.log(JSON.stringify({ makespanMs: await all(tasks) }));
await pool.destroy();
