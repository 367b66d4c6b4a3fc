/** Locks by name, held by tasks, first come, first served. Kept in one process, so they hold across all lanes. */
interface Claim {
  readonly task: string;
  readonly grant: () => void;
}

export interface Locks {
  /** Resolves once the task holds it. `onGone` is told what to call if the asker goes away first. */
  acquire(name: string, task: string, onGone: (gaveUp: () => void) => void): Promise<void>;
  release(name: string, task: string): void;
  /** The task's lane died: whatever it holds or waits for. */
  releaseAll(task: string): void;
}

export function createLocks(): Locks {
  /** The first claim of each queue holds the lock. */
  const queues = new Map<string, Claim[]>();

  const drop = (name: string, isMeant: (claim: Claim) => boolean): void => {
    const queue = queues.get(name);
    const at = queue?.findIndex(isMeant) ?? -1;
    if (queue === undefined || at === -1) return;
    queue.splice(at, 1);
    if (queue.length === 0) queues.delete(name);
    else if (at === 0) queue[0]?.grant();
  };
  return {
    acquire: (name, task, onGone) =>
      new Promise(resolve => {
        const claim: Claim = { task, grant: resolve };
        const queue = queues.get(name) ?? [];
        queues.set(name, queue);
        queue.push(claim);
        if (queue.length === 1) resolve();
        else onGone(() => queue[0] !== claim && drop(name, other => other === claim));
      }),
    release: (name, task) => drop(name, claim => claim.task === task),
    releaseAll: task => {
      for (const name of queues.keys()) drop(name, claim => claim.task === task);
    },
  };
}
