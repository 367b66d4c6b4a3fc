/** What the target's main thread evaluates, through its inspector, to load the probe. */

export interface LoadInput {
  readonly pid: number;
  readonly attachPath: string;
  readonly socketPath: string;
  readonly thresholdMs: number;
  /** Have the target close its inspector afterwards. */
  readonly mustClose: boolean;
}

/** The answer is out by then. The connection is left open: closing ends it. */
const closeAfterMs = 50;

/**
 * Returns '' or what kept the probe from starting. Works for CommonJS and ES modules alike: `getBuiltinModule` where
 * the Node has it (20.16, 22.3), else the inspector's own `require`. The probe is loaded through a `require` made for
 * it and taken out of the cache at once, so that the target's modules are as before and an attach leaves nothing.
 */
export const loadExpression = ({ pid, attachPath, socketPath, thresholdMs, mustClose }: LoadInput): string =>
  `(() => {
  if (process.pid !== ${pid}) return 'it is process ' + process.pid;
  const builtin = name => process.getBuiltinModule ? process.getBuiltinModule(name) : require(name);
  if (${mustClose}) {
    const { close } = builtin('inspector');
    builtin('timers').setTimeout(close, ${closeAfterMs}).unref();
  }
  const path = ${JSON.stringify(attachPath)};
  const load = builtin('module').createRequire(path);
  try {
    return load(path).attach(${JSON.stringify(socketPath)}, ${thresholdMs});
  } finally {
    delete load.cache[path];
  }
})()
//# sourceURL=jugglers-attach`;
