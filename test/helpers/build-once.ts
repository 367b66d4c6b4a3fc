import { execFileSync } from 'node:child_process';

/** End-to-end tests run the built program, so every test run begins by building it (half a second). */
export default function setup(): void {
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
}
