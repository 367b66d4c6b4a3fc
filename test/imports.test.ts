import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { SourceFiles } from './helpers/imports.ts';
import { filesWith, importersOf, layerBreaches, layerOf } from './helpers/imports.ts';

const pathsIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.tsx?$/.test(name))
    .map(name => `${folder}/${name}`);

const read = (paths: readonly string[]): SourceFiles =>
  Object.fromEntries(paths.map(path => [path, readFileSync(path, 'utf8')]));

const sources = read(pathsIn('src'));
const all = { ...sources, ...read(pathsIn('workloads')) };

const exits = /\bprocess\.(exit|reallyExit|abort)\(/;
const forks = /\bfork\(/;
const clocks = /\b(Date\.now|performance\.(now|timeOrigin)|process\.hrtime|new Date\(\))/;

describe('the sources', () => {
  test('import in one direction', () => {
    expect(layerBreaches(all)).toEqual([]);
  });

  test('meet piscina in one file only', () => {
    expect(importersOf('piscina', all)).toHaveLength(1);
  });

  test('fork in one file only', () => {
    expect(filesWith(forks, all)).toHaveLength(1);
  });

  test('end the process in the entries only', () => {
    const entries = /^src\/(cli|jugglers|lab\/main|lab\/upstream|lab\/blocking-io|lab\/entry\/[\w-]+)\.ts$/;
    expect(filesWith(exits, all).filter(path => !entries.test(path))).toEqual([]);
  });

  test('read the time in the clock and the probe only', () => {
    const outside = filesWith(clocks, all).filter(
      path => path !== 'src/clock.ts' && layerOf(path) !== 'probe',
    );
    expect(outside).toEqual([]);
  });
});

describe('the check itself', () => {
  test.each<[string, SourceFiles, string[]]>([
    [
      'state that draws',
      { 'src/state/update.ts': `import { panel } from '../view/panels/cores.ts';` },
      ['src/state/update.ts imports src/view/panels/cores.ts'],
    ],
    [
      'a view that reads the machine',
      {
        'src/view/App.tsx': `import os from 'node:os';\nimport {\n  readMachine,\n} from '../sample/machine.ts';`,
      },
      ['src/view/App.tsx imports node:os', 'src/view/App.tsx imports src/sample/machine.ts'],
    ],
    [
      'a view that knows a type of a source',
      { 'src/view/App.tsx': `import type { LabSource } from '../source/launch.ts';` },
      ['src/view/App.tsx imports src/source/launch.ts (types)'],
    ],
    [
      'a probe that needs installing',
      { 'src/probe/thread.ts': `import * as v from 'valibot';` },
      ['src/probe/thread.ts imports valibot'],
    ],
    [
      'a dynamic import',
      { 'src/source/launch.ts': `const lab = await import('../lab/main.ts');` },
      ['src/source/launch.ts imports src/lab/main.ts'],
    ],
    [
      'an import for its effect',
      { 'src/clock.ts': `import './protocol.ts';` },
      ['src/clock.ts imports src/protocol.ts'],
    ],
    [
      'what is passed on',
      { 'src/protocol.ts': `export { nowMs } from './clock.ts';` },
      ['src/protocol.ts imports src/clock.ts'],
    ],
    [
      'a workload that takes more than types',
      { 'workloads/primes.ts': `import { nowMs } from '../src/clock.ts';` },
      ['workloads/primes.ts imports src/clock.ts'],
    ],
    [
      'a sampler that takes more than types',
      { 'src/sample/cores.ts': `import { emptySeries } from '../state/series.ts';` },
      ['src/sample/cores.ts imports src/state/series.ts'],
    ],
    [
      'a view that takes more than the contract of the lab',
      {
        'src/view/Picker.tsx': `import type { Workload } from '../lab/workload.ts';\nimport type { Pool } from '../lab/pool.ts';`,
      },
      ['src/view/Picker.tsx imports src/lab/pool.ts (types)'],
    ],
    [
      'a new folder that nobody has put in the table',
      { 'src/misc/a.ts': `import { nowMs } from '../clock.ts';` },
      ['src/misc/a.ts imports src/clock.ts'],
    ],
  ])('finds %s', (_title, files, breaches) => {
    expect(layerBreaches(files)).toEqual(breaches);
  });

  test.each<[string, SourceFiles]>([
    ['the own folder', { 'src/view/App.tsx': `import { cut } from './text.ts';` }],
    ['a layer below', { 'src/view/App.tsx': `import type { State } from '../state/state.ts';` }],
    ['types for a workload', { 'workloads/a.ts': `import type { Workload } from '../src/lab/workload.ts';` }],
    ['a comment', { 'src/clock.ts': `// import './protocol.ts';\n/*\nimport './errors.ts';\n*/` }],
  ])('lets %s pass', (_title, files) => {
    expect(layerBreaches(files)).toEqual([]);
  });

  test('finds every importer of a package', () => {
    const files = {
      'src/lab/pool.ts': `import { Piscina } from 'piscina';`,
      'src/lab/main.ts': `const { Piscina } = await import('piscina');`,
      'src/lab/lane.ts': `// piscina\nimport { fork } from 'node:child_process';`,
    };
    expect(importersOf('piscina', files)).toEqual(['src/lab/pool.ts', 'src/lab/main.ts']);
  });

  test('finds calls, but not in comments', () => {
    const files = {
      'a.ts': `process.exit(1);`,
      'b.ts': `/** Never calls process.exit(1). */ process.exitCode = 1;`,
      'c.ts': `const url = 'http://x'; const atMs = Date.now(); // now`,
      'd.ts': `const child = fork(entry);`,
    };
    expect([filesWith(exits, files), filesWith(clocks, files), filesWith(forks, files)]).toEqual([
      ['a.ts'],
      ['c.ts'],
      ['d.ts'],
    ]);
  });
});
