import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** Tests that start processes and threads. The others are functions of their arguments. */
const real = ['bench', 'command', 'e2e', 'helpers', 'lab', 'probe', 'source', 'watch', 'workloads'].map(
  folder => `test/${folder}/**/*.test.{ts,tsx}`,
);

/** A long file that begins last leaves one core idle to the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => /\/test\/(e2e|lab|command)\//.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter(file => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    // For what hangs only: a loaded machine may take many times as long as a quiet one. Below them the bounds of single
    // waits, which say what did not come.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    // Two cores' worth of work: what is started waits a third of the time.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // Node's own place for it: TypeScript that subjects load is then stripped once, not in each process and thread.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') },
    projects: [
      {
        extends: true,
        test: { name: 'real', include: real, globalSetup: ['test/helpers/build-once.ts'] },
      },
      {
        extends: true,
        test: { name: 'pure', include: ['test/**/*.test.{ts,tsx}'], exclude: real, isolate: false },
      },
    ],
  },
});
