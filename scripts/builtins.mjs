/**
 * An esbuild plugin. An ES module that imports from one of Node's own modules has Node read all that this has, also what
 * it loads only when it is asked for (webcrypto, fs/promises, the REPL's history ...): 15 ms of every start. Here they
 * are asked for as objects, and nothing but what is named is read.
 */
import { builtinModules } from 'node:module';

/** Needed by none of the first screens: loaded when a function of theirs is called. */
const later = new Set(['crypto']);

/** What a package takes it for is one check of an argument; the whole of it is 1 ms. */
const assertion = 'module.exports = { equal(a, b, message) { if (a != b) throw new Error(message); } };';

const isName = name => /^[A-Za-z_$][\w$]*$/.test(name) && name !== 'default';

/** Each export on its own, so that what nobody names is dropped. */
function asModule(name) {
  const names = Object.keys(process.getBuiltinModule(name)).filter(isName);
  const builtin = `process.getBuiltinModule('${name}')`;
  const exported = later.has(name)
    ? each => `export const ${each} = (...values) => ${builtin}.${each}(...values);`
    : each => `export const ${each} = /* @__PURE__ */ (() => ${builtin}.${each})();`;
  return [`export default /* @__PURE__ */ (() => ${builtin})();`, ...names.map(exported)].join('\n');
}

const asCommonJs = name =>
  name === 'assert' ? assertion : `module.exports = process.getBuiltinModule('${name}');`;

export const builtins = {
  name: 'builtins',
  setup({ onResolve, onLoad }) {
    const known = new Set(builtinModules);
    onResolve({ filter: /^(node:)?[a-z_/0-9]+$/ }, ({ path, kind }) => {
      const name = path.replace(/^node:/, '');
      if (!known.has(name) || kind === 'dynamic-import') return null;
      const namespace = kind === 'require-call' ? 'builtin-cjs' : 'builtin';
      return { path: name, namespace, sideEffects: false };
    });
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({ contents: asModule(path) }));
    onLoad({ filter: /.*/, namespace: 'builtin-cjs' }, ({ path }) => ({ contents: asCommonJs(path) }));
  },
};
