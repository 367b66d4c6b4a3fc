import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * End-to-end tests run the built program, so every test run begins by building it (half a second), and ends by removing
 * what the programs have kept for the next time.
 */
export default function setup(): () => void {
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
  const folder = mkdtempSync(join(tmpdir(), 'jugglers-tests-'));
  process.env['JUGGLERS_TEST_STATES'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
