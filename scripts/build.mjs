/** Bundles every entry into `dist`: one file each, so that a start reads a few files instead of a thousand. */
import { chmodSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { builtins } from './builtins.mjs';

rmSync('dist', { recursive: true, force: true });

const require = `import{createRequire}from'node:module';const require=createRequire(import.meta.url);`;
const common = { bundle: true, platform: 'node', minify: false, logLevel: 'warning', legalComments: 'none' };
// Taken to be unknown to Node 22, a pattern in Unicode's terms would be made anew wherever it is used.
const supported = { 'regexp-unicode-property-escapes': true, 'regexp-set-notation': true };
const esm = { ...common, format: 'esm', target: 'node22', supported, banner: { js: require } };
const cjs = { ...common, format: 'cjs', outExtension: { '.js': '.cjs' } };

const workloads = readdirSync('workloads').filter(name => name.endsWith('.ts') && name !== 'index.ts');

/** Yoga fetches its own WebAssembly from a data URL, which loads all of Node's fetch: 40 ms. Without it, it decodes it. */
const yogaWithoutFetch = {
  name: 'yoga-without-fetch',
  setup({ onLoad }) {
    onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, ({ path }) => ({
      contents: `const fetch = undefined;\n${readFileSync(path, 'utf8')}`,
    }));
  },
};

/** What the packages that measure text have of their own, and what stands there instead. */
const tables = [
  [/new Intl\.Segmenter\([^)]*\)/g, '{ segment: segments }'],
  [
    /^const (\w+) = (.*RGI_Emoji.*);$/m,
    'let $1Made;\nconst $1 = { test: text => ($1Made ??= $2).test(text) };',
  ],
  ['/^[\\u0020-\\u007E]*$/.test(string)', 'isNarrow(string)'],
];

/**
 * Packages that measure text make tables of graphemes and emoji when they are loaded: 25 ms of every start. Here all of
 * them take the one table of the view, which is made when the first text needs it; nearly none does.
 */
const tablesLater = {
  name: 'tables-later',
  setup({ onLoad, onEnd }) {
    const missing = new Set(tables.map(([own]) => own));
    const packages = 'string-width|wrap-ansi|slice-ansi|ansi-tokenize|ink';
    const graphemes = JSON.stringify(resolve('src/view/graphemes.ts'));
    onLoad({ filter: new RegExp(`node_modules.*[\\\\/](${packages})[\\\\/].*\\.js$`) }, ({ path }) => {
      let text = readFileSync(path, 'utf8');
      for (const [own, instead] of tables) {
        const before = text;
        text = text.replace(own, instead);
        if (text !== before) missing.delete(own);
      }
      return { contents: `import { isNarrow, segments } from ${graphemes};\n${text}` };
    });
    // Another release of a package may say it otherwise: nothing would fail, and every start be slower.
    onEnd(() => {
      if (missing.size > 0) throw new Error(`tables-later: found nowhere: ${[...missing].join(' and ')}`);
    });
  },
};

await Promise.all([
  build({
    ...esm,
    entryPoints: { cli: 'src/cli.ts' },
    outdir: 'dist',
    banner: {},
    // What is imported dynamically becomes a file of its own, read only by who needs it: the less code, the sooner the
    // first screen. All of them beside each other: they find their siblings by `import.meta.url`.
    splitting: true,
    chunkNames: '[name]-[hash]',
    // Only who asks for metrics pays for loading it.
    external: ['prom-client'],
    minify: true,
    // The development build of React doubles the cost of a frame; the devtools are never shipped.
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [builtins, yogaWithoutFetch, tablesLater],
    alias: { 'react-devtools-core': './scripts/empty.js' },
  }),
  build({
    ...esm,
    entryPoints: {
      lab: 'src/lab/main.ts',
      'lane-thread': 'src/lab/entry/thread.ts',
      'lane-process': 'src/lab/entry/process.ts',
      'blocking-io': 'src/lab/entry/blocking-io.ts',
      upstream: 'src/lab/upstream.ts',
    },
    outdir: 'dist',
    // piscina starts a worker file of its own beside its module, so it cannot be folded into ours.
    packages: 'external',
  }),
  build({
    ...esm,
    entryPoints: workloads.map(name => `workloads/${name}`),
    outdir: 'dist/workloads',
    packages: 'external',
  }),
  build({
    ...cjs,
    entryPoints: {
      probe: 'src/probe/register.ts',
      'probe-attach': 'src/probe/attach.ts',
      'probe-thread': 'src/probe/thread.ts',
    },
    outdir: 'dist',
    target: 'node18',
    // The probe finds its thread beside itself; CommonJS knows where that is by another name.
    define: { 'import.meta.url': '__filename' },
  }),
  build({
    ...cjs,
    entryPoints: { jugglers: 'src/jugglers.ts' },
    outdir: 'dist',
    target: 'node14',
    external: ['./cli.js'],
  }),
]);
chmodSync('dist/jugglers.cjs', 0o755);
