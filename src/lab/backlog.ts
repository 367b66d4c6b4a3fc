/** Which task may start next: by priority, then plan order, once all that it comes after is done. Pure. */
import { UsageError } from '../errors.ts';
import type { PlannedTask } from './workload.ts';

type Planned = Pick<PlannedTask, 'name' | 'after' | 'priority'>;

export interface Backlog {
  /** The next task to start, or null if none may start now. */
  take(): number | null;
  /** A task is done: those that waited for it may start. */
  done(task: number): void;
  /** A task failed or was cancelled: all that come after it never start, and are answered. */
  failed(task: number): number[];
  /** Everything that has not started never will, and is answered. */
  drop(): number[];
}

/** Throws a UsageError if a task comes after one that is not in the plan, or, over corners, after itself. */
export function checkOrder(plan: readonly Planned[]): void {
  for (const [index, task] of plan.entries()) {
    for (const before of task.after ?? []) {
      if (Number.isInteger(before) && before >= 0 && before < plan.length) continue;
      throw new UsageError(
        `task ${index} (${task.name}): \`after\` names task ${before}, but the plan has tasks 0 to ${plan.length - 1}`,
      );
    }
  }
  const stuck = firstInCycle(plan);
  if (stuck === null) return;
  const after = (plan[stuck]?.after ?? []).join(', ');
  throw new UsageError(
    `task ${stuck} (${plan[stuck]?.name}): \`after\` [${after}] closes a circle, so it could never start`,
  );
}

/** Takes away, again and again, what could be done; what is left waits for itself. */
function firstInCycle(plan: readonly Planned[]): number | null {
  const backlog = createBacklog(plan);
  const seen = new Set<number>();
  for (let task = backlog.take(); task !== null; task = backlog.take()) {
    seen.add(task);
    backlog.done(task);
  }
  return seen.size === plan.length ? null : plan.findIndex((_, index) => !seen.has(index));
}

export function createBacklog(plan: readonly Planned[]): Backlog {
  const followers = followersOf(plan);
  const missing = plan.map(task => new Set(task.after).size);
  const ready = new ReadyTasks(plan);
  const waiting = new Set(plan.keys());
  for (const [index, count] of missing.entries()) if (count === 0) ready.add(index);

  const release = (task: number): void => {
    missing[task] = (missing[task] as number) - 1;
    if (missing[task] === 0 && waiting.has(task)) ready.add(task);
  };
  const take = (): number | null => {
    const task = ready.take(candidate => waiting.has(candidate));
    if (task !== null) waiting.delete(task);
    return task;
  };
  const failed = (task: number): number[] => {
    const lost = followers[task]?.filter(follower => waiting.delete(follower)) ?? [];
    return lost.flatMap(follower => [follower, ...failed(follower)]);
  };
  const drop = (): number[] => {
    const left = [...waiting];
    waiting.clear();
    return left;
  };
  return { take, done: task => followers[task]?.forEach(release), failed, drop };
}

function followersOf(plan: readonly Planned[]): number[][] {
  const followers: number[][] = plan.map(() => []);
  for (const [index, task] of plan.entries()) {
    for (const before of new Set(task.after)) followers[before]?.push(index);
  }
  return followers;
}

/** One sorted run of tasks for each priority, highest first; tasks mostly arrive in plan order. */
class ReadyTasks {
  readonly #priorities: readonly number[];
  readonly #byPriority = new Map<number, { tasks: number[]; head: number }>();
  readonly #levels: number[];

  constructor(plan: readonly Planned[]) {
    this.#priorities = plan.map(task => task.priority ?? 0);
    this.#levels = [...new Set(this.#priorities)].sort((a, b) => b - a);
    for (const level of this.#levels) this.#byPriority.set(level, { tasks: [], head: 0 });
  }

  add(task: number): void {
    const level = this.#byPriority.get(this.#priorities[task] as number);
    if (level === undefined) return;
    let at = level.tasks.length;
    while (at > level.head && (level.tasks[at - 1] as number) > task) at -= 1;
    level.tasks.splice(at, 0, task);
  }

  take(isWanted: (task: number) => boolean): number | null {
    for (const priority of this.#levels) {
      const level = this.#byPriority.get(priority) ?? { tasks: [], head: 0 };
      for (let task = level.tasks[level.head]; task !== undefined; task = level.tasks[level.head]) {
        level.head += 1;
        if (isWanted(task)) return task;
      }
    }
    return null;
  }
}
