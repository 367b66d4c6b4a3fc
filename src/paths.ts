/**
 * Where the program's own files lie. Run from the sources (tests, development) the files keep their folders and
 * end in .ts; built, every entry is one bundled file at the top of `dist`. Nothing else may guess at paths.
 */
const sources = {
  lab: './lab/main.ts',
  'lane-thread': './lab/entry/thread.ts',
  'lane-process': './lab/entry/process.ts',
  'blocking-io': './lab/entry/blocking-io.ts',
  upstream: './lab/upstream.ts',
  probe: './probe/register.ts',
  'probe-attach': './probe/attach.ts',
} as const;

export type EntryName = keyof typeof sources;

const isSource = import.meta.url.endsWith('.ts');

/** The probe is CommonJS when built, so that it loads into any Node from 18 on by `--require`. */
const builtName = (name: EntryName): string => (name.startsWith('probe') ? `${name}.cjs` : `${name}.js`);

export const entryUrl = (name: EntryName): URL =>
  new URL(isSource ? sources[name] : `./${builtName(name)}`, import.meta.url);

/** Node arguments that load the probe before the program does anything. */
export const probeArguments = (): string[] =>
  isSource
    ? ['--import', entryUrl('probe').href]
    : ['--require', decodeURIComponent(entryUrl('probe').pathname)];

/** A built-in workload's module: the sources keep them beside `src`, the build beside the entries. */
export const workloadUrl = (id: string): URL =>
  new URL(isSource ? `../workloads/${id}.ts` : `./workloads/${id}.js`, import.meta.url);
