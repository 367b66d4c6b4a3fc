/** Lets a few through at once, the others in the order they came. */
export type Gate = <Value>(body: () => Promise<Value>) => Promise<Value>;

export function createGate(width: number): Gate {
  const queue: (() => void)[] = [];
  let inside = 0;
  return async body => {
    if (inside >= width) await new Promise<void>(resolve => queue.push(resolve));
    else inside += 1;
    try {
      return await body();
    } finally {
      const next = queue.shift();
      // The place is handed on, so that nobody can slip in between.
      if (next === undefined) inside -= 1;
      else next();
    }
  };
}
