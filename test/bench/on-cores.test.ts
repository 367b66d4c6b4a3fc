import { expect, test, vi } from 'vitest';
import { onCores } from '../../bench/support/on-cores.ts';

test('where there are no namespaces it says so, and starts nothing', async () => {
  vi.stubEnv('PATH', '/nonexistent');
  try {
    expect(await onCores(64, 'no-such-module.ts')).toEqual({
      why: 'no namespace for fabricated cores (spawn unshare ENOENT)',
    });
  } finally {
    vi.unstubAllEnvs();
  }
});
