/** Node binaries of other versions, from the registry, in a folder of their own: some 600 MB for five of them. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const majors = [18, 20, 22, 24, 26] as const;

const binary = (folder: string, major: number): string =>
  join(folder, 'node_modules', `node${major}`, 'bin', 'node');

const byMajor = <Value>(valueOf: (major: number) => Value): Record<string, Value> =>
  Object.fromEntries(majors.map(major => [`node${major}`, valueOf(major)]));

/** Installs what is missing; kept for the next time. Paths by major version. */
export const nodeBinaries = (
  folder: string = join(tmpdir(), 'jugglers-nodes'),
): ReadonlyMap<number, string> => {
  mkdirSync(folder, { recursive: true });
  if (!majors.every(major => existsSync(binary(folder, major)))) {
    const manifest = {
      private: true,
      dependencies: byMajor(major => `npm:node@${major}`),
      allowScripts: { node: true, ...byMajor(() => true) },
    };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  }
  return new Map(majors.map(major => [major, binary(folder, major)]));
};
