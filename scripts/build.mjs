/** Bundles every entry into `dist`: one file each, so that a start reads a few files instead of a thousand. */
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { builtins } from './builtins.mjs';

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');

const require = `import{createRequire}from'node:module';const require=createRequire(import.meta.url);`;
const common = { bundle: true, platform: 'node', minify: false, logLevel: 'warning', legalComments: 'none' };
// Taken to be unknown to Node 22, a pattern in Unicode's terms would be made anew wherever it is used.
const supported = { 'regexp-unicode-property-escapes': true, 'regexp-set-notation': true };
const esm = { ...common, format: 'esm', target: 'node22', supported, banner: { js: require } };
const cjs = { ...common, format: 'cjs', outExtension: { '.js': '.cjs' } };

const workloads = readdirSync('workloads').filter(name => name.endsWith('.ts') && name !== 'index.ts');

const wasm = /data:application\/octet-stream;base64,([^"]+)/;

/** Instantiates at once, where Yoga's own waits for threads that compile it; a wait would keep it out of the one file. */
const yogaAtOnce = `
import { readFileSync } from 'node:fs';
import load from '../binaries/yoga-wasm-base64-esm.js';
import wrapAssembly from './wrapAssembly.js';
const yoga = {
  instantiateWasm(imports, done) {
    const compiled = new WebAssembly.Module(readFileSync(new URL('./yoga.wasm', import.meta.url)));
    done(new WebAssembly.Instance(compiled, imports));
    return {};
  },
};
load(yoga);
export default wrapAssembly(yoga);
export * from './generated/YGEnums.js';
`;

/** Yoga has its WebAssembly in base64, and fetches it from a data URL, which loads all of Node's fetch. A file is read. */
const yoga = {
  name: 'yoga',
  setup({ onLoad }) {
    onLoad({ filter: /yoga-layout[\\/]dist[\\/]src[\\/]index\.js$/ }, () => ({ contents: yogaAtOnce }));
    onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      writeFileSync('dist/yoga.wasm', Buffer.from(wasm.exec(text)[1], 'base64'));
      return { contents: text.replace(wasm, '') };
    });
  },
};

/** Large, and not needed for the first screen: each a file of its own. */
const beside = {
  name: 'beside',
  setup({ onResolve }) {
    onResolve({ filter: /^(systeminformation|pidusage)$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path: `./${path}.cjs`, external: true } : null,
    );
  },
};

/** What packages do when they are loaded, and what stands there instead. */
const tables = [
  [/new Intl\.Segmenter\([^)]*\)/g, '{ segment: segments }'],
  [
    /^const (\w+) = (.*RGI_Emoji.*);$/m,
    'let $1Made;\nconst $1 = { test: text => ($1Made ??= $2).test(text) };',
  ],
  ['/^[\\u0020-\\u007E]*$/.test(string)', 'isNarrow(string)'],
  // Only for who develops Ink; a script cannot wait at its top.
  ["await import('./devtools.js');", ''],
  ['await loadPackageJson()', '{}'],
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
  // A script in one file, and not modules: only of a script can the compiled code be kept with all that it has called.
  build({
    ...cjs,
    entryPoints: { cli: 'src/cli.ts' },
    outdir: 'dist',
    target: 'node22',
    supported: { ...supported, 'dynamic-import': false },
    banner: { js: '(function(require,hereUrl){' },
    footer: { js: '})' },
    // Only who asks for metrics pays for loading it.
    external: ['prom-client'],
    minify: true,
    define: {
      // The development build of React doubles the cost of a frame; the devtools are never shipped.
      'process.env.NODE_ENV': '"production"',
      'import.meta.url': 'hereUrl',
    },
    plugins: [builtins, yoga, tablesLater, beside],
  }),
  build({
    ...cjs,
    entryPoints: { systeminformation: 'systeminformation', pidusage: 'pidusage' },
    outdir: 'dist',
    target: 'node22',
    minify: true,
    external: ['osx-temperature-sensor', 'macos-temperature-sensor'],
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
]);

const code = readFileSync('dist/cli.cjs');
await build({
  ...cjs,
  entryPoints: { jugglers: 'src/jugglers.ts' },
  outdir: 'dist',
  target: 'node14',
  define: { bundleId: JSON.stringify(createHash('sha256').update(code).digest('hex').slice(0, 16)) },
});
chmodSync('dist/jugglers.cjs', 0o755);
