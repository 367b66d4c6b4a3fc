/** Tells that the loop's rest is over, without a timer: costs nothing while nothing happens. Main thread only. */
import { createHook } from 'node:async_hooks';

export interface Ring {
  /** From now on the first callback rings, once: before it runs. */
  arm(): void;
  disarm(): void;
}

/**
 * A hook that looks at promises makes them slower for the rest of the process' life. Since Node 24.8 it can be asked
 * not to; some of Node 22 and 24 know only the switch behind that; null on older ones.
 */
const callbackHook = (before: () => void): Ring | null => {
  const hook = createHook({ before, trackPromises: false } as Parameters<typeof createHook>[0]);
  const promiseSwitch = Object.getOwnPropertySymbols(hook).find(
    ({ description }) => description === 'kNoPromiseHook',
  );
  if (!promiseSwitch) return null;
  Object.assign(hook, { [promiseSwitch]: true });
  return { arm: () => hook.enable(), disarm: () => hook.disable() };
};

/**
 * `onRing` is called before the first callback of the program's after `arm`, and must not throw. What runs without
 * being a callback (a task of the engine's own) rings at the end of its turn. Null where this engine cannot do it.
 */
export const makeRing = (onRing: () => void): Ring | null => {
  const hook = callbackHook(onRing);
  if (!hook) return null;
  let turn: NodeJS.Immediate | null = null;
  const disarm = (): void => {
    hook.disarm();
    if (turn) clearImmediate(turn);
  };
  const arm = (): void => {
    hook.arm();
    // Unref'd it does not make the loop turn: it comes with the next turn that there is.
    turn = setImmediate(onRing);
    turn.unref();
  };
  return { arm, disarm };
};
