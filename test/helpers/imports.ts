/** Who may import whom, and who may touch the clock, the exit and the processes: checked on the source texts. */
import { posix } from 'node:path';

/** Source text by path from the root of the repository, such as `src/cli.ts`. */
export type SourceFiles = Readonly<Record<string, string>>;

interface Import {
  readonly from: string;
  /** A path from the root for our own files, else the specifier as it is. */
  readonly target: string;
  readonly isOwn: boolean;
  readonly isTypeOnly: boolean;
}

/** Imported from everywhere: words and a clock, no behaviour of the product. */
const base = ['protocol', 'lane-memory', 'clock', 'errors', 'modes', 'paths', 'visible', 'patience'];

/** What is put together into the dashboard process. */
const dashboard = ['sample', 'source', 'state', 'analysis', 'view', 'report', 'terminal'];

/**
 * What each layer may import beside its own folder: a layer or a single file, `:type` for its types only. A layer is
 * a folder or a file at the top of src; what is missing here may import nothing. `lab/workload` is the contract
 * between workloads, their runners and the picker, and holds nothing but types.
 */
const allowed: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  'lane-memory': [],
  clock: [],
  patience: [],
  errors: [],
  visible: [],
  paths: [],
  modes: ['protocol'],
  probe: ['protocol', 'lane-memory', 'clock'],
  sample: [...base, 'state:type'],
  lab: [...base, 'sample'],
  source: base,
  state: [...base, 'analysis/types:type'],
  analysis: [...base, 'state'],
  view: [...base, 'state', 'analysis', 'lab/workload:type'],
  report: [...base, 'state', 'analysis', 'view'],
  terminal: [...base, 'view:type'],
  options: [...base, 'state:type'],
  command: [...base, ...dashboard, 'workloads', 'lab/workload:type', 'options'],
  cli: [...base, ...dashboard, 'workloads', 'command', 'options'],
  jugglers: ['start-bundle'],
  'start-bundle': [],
  workloads: ['lab/workload:type', 'protocol:type'],
};

/** Layers that run in other people's programs, or must stay free of effects. */
const withoutPackages = [
  'probe',
  'protocol',
  'lane-memory',
  'clock',
  'errors',
  'modes',
  'paths',
  'patience',
  'state',
];
const withoutNode = ['view', 'state', 'analysis', 'protocol', 'lane-memory', 'modes', 'visible'];

export const layerOf = (path: string): string => {
  const [top = '', second = ''] = path.split('/');
  return top === 'src' ? second.replace(/\.[jt]sx?$/, '') : top;
};

/** Comments speak of everything; `//` after a colon or quote belongs to a URL. */
const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1');

const patterns = [
  /^\s*(?<keyword>import|export)\s(?<what>[^'"`;]*?)\bfrom\s*['"](?<specifier>[^'"]+)['"]/gm,
  /^\s*import\s*['"](?<specifier>[^'"]+)['"]/gm,
  /\b(?:import|require|import\.meta\.resolve)\(\s*['"`](?<specifier>[^'"`]+)['"`]\s*[,)]/g,
];

function importsIn(from: string, text: string): Import[] {
  const code = withoutComments(text);
  return patterns.flatMap(pattern =>
    [...code.matchAll(pattern)].map(({ groups }) => {
      const specifier = groups?.['specifier'] ?? '';
      const isOwn = specifier.startsWith('.');
      const target = isOwn ? posix.join(posix.dirname(from), specifier) : specifier;
      return { from, target, isOwn, isTypeOnly: /^type\b/.test(groups?.['what'] ?? '') };
    }),
  );
}

function isAllowed({ from, target, isTypeOnly }: Import): boolean {
  const layer = layerOf(from);
  const list = allowed[layer] ?? [];
  const names = [layerOf(target), target.replace(/^src\/|\.tsx?$/g, '')];
  return names.some(
    name => name === layer || list.includes(name) || (isTypeOnly && list.includes(`${name}:type`)),
  );
}

function breachOf(found: Import): string[] {
  const { from, target, isOwn, isTypeOnly } = found;
  const layer = layerOf(from);
  if (isOwn) return isAllowed(found) ? [] : [`${from} imports ${target}${isTypeOnly ? ' (types)' : ''}`];
  const isNode = target.startsWith('node:');
  const isForbidden = (isNode ? withoutNode : withoutPackages).includes(layer);
  return isForbidden && !isTypeOnly ? [`${from} imports ${target}`] : [];
}

/** Imports that go against the layers. */
export const layerBreaches = (files: SourceFiles): string[] =>
  Object.entries(files).flatMap(([path, text]) => importsIn(path, text).flatMap(breachOf));

/** The files that import this package at all. */
export const importersOf = (name: string, files: SourceFiles): string[] =>
  Object.entries(files)
    .filter(([path, text]) => importsIn(path, text).some(({ target }) => target === name))
    .map(([path]) => path);

/** The files whose code, comments left out, has a match. */
export const filesWith = (pattern: RegExp, files: SourceFiles): string[] =>
  Object.entries(files)
    .filter(([, text]) => pattern.test(withoutComments(text)))
    .map(([path]) => path);
