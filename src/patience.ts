/**
 * Bounds of waits, in time that this process has had: one that was stopped meanwhile, or stood in line for a core, has
 * not waited. Its timers would ring first, before anything that has come is looked at.
 */
const stepMs = 10;

/** Calls `then` once that much time has gone by in steps, between which the loop turns. To be cleared as an interval. */
export const whenPatienceEnds = (boundMs: number, then: () => void): NodeJS.Timeout => {
  let leftMs = boundMs;
  const timer = setInterval(() => {
    leftMs -= stepMs;
    if (leftMs > 0) return;
    clearInterval(timer);
    then();
  }, stepMs);
  return timer;
};

/** Resolves then; does not keep the process alive. */
export const patience = (boundMs: number): Promise<void> =>
  new Promise(resolve => {
    whenPatienceEnds(boundMs, resolve).unref();
  });
