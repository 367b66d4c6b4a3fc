/** The probe as it is shipped, in a folder of its own: for targets under any Node. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { ProbeFiles } from '../../src/source/watched.ts';

export interface BuiltProbe extends ProbeFiles {
  remove(): void;
}

/** As in scripts/build.mjs. */
export const buildProbe = async (): Promise<BuiltProbe> => {
  const folder = mkdtempSync(join(tmpdir(), 'watch-probe-'));
  await build({
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node18',
    logLevel: 'error',
    outExtension: { '.js': '.cjs' },
    define: { 'import.meta.url': '__filename' },
    entryPoints: {
      probe: 'src/probe/register.ts',
      'probe-attach': 'src/probe/attach.ts',
      'probe-thread': 'src/probe/thread.ts',
    },
    outdir: folder,
  });
  return {
    preloadArguments: ['--require', join(folder, 'probe.cjs')],
    attachPath: join(folder, 'probe-attach.cjs'),
    remove: () => rmSync(folder, { recursive: true }),
  };
};
