/** Tells that the loop's rest is over, without a timer: costs nothing while nothing happens. */
import { createHook } from 'node:async_hooks';
import { channel } from 'node:diagnostics_channel';

export interface Ring {
  /** It rings before the first callback runs. Else a callback for what came from outside may run before it does. */
  readonly isEarly: boolean;
  /** From now on it rings, once. */
  arm(): void;
  disarm(): void;
}

type Bell = Omit<Ring, 'isEarly'>;

/**
 * A hook that looks at promises makes them slower for the rest of the process' life. Since Node 24.8 it can be asked
 * not to; some of Node 22 and 24 know only the switch behind that; null on older ones.
 */
const callbackHook = (before: () => void): Bell | null => {
  const hook = createHook({ before, trackPromises: false } as Parameters<typeof createHook>[0]);
  const promiseSwitch = Object.getOwnPropertySymbols(hook).find(
    ({ description }) => description === 'kNoPromiseHook',
  );
  if (!promiseSwitch) return null;
  Object.assign(hook, { [promiseSwitch]: true });
  return { arm: () => hook.enable(), disarm: () => hook.disable() };
};

/** Of all that comes from outside, what servers block on most: Node tells of a request before it calls its handler. */
const requestBell = (onRequest: () => void): Bell => {
  const requests = channel('http.server.request.start');
  const unsubscribe = (): void => void requests.unsubscribe(onRequest);
  // Who unsubscribes while a request is told of keeps it from the subscriber that comes next.
  return { arm: () => requests.subscribe(onRequest), disarm: () => queueMicrotask(unsubscribe) };
};

/**
 * `onRing` is called before the first callback of the program's after `arm`, and must not throw. What runs without
 * being a callback (a task of the engine's own) rings at the end of its turn. Where this engine cannot do it, timers
 * and requests ring before they run, and all else at the end of its turn.
 */
export const makeRing = (onRing: () => void): Ring => {
  const hook = callbackHook(onRing);
  const bell = hook ?? requestBell(onRing);
  let turn: NodeJS.Immediate | null = null;
  const disarm = (): void => {
    bell.disarm();
    if (turn) clearImmediate(turn);
  };
  const arm = (): void => {
    bell.arm();
    // Unref'd it does not make the loop turn: it comes with the next turn that there is, between what came from
    // outside and the timers.
    turn = setImmediate(onRing);
    turn.unref();
  };
  return { isEarly: hook !== null, arm, disarm };
};
