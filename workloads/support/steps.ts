import type { TaskContext } from '../../src/lab/workload.ts';

const mostReports = 16;

/**
 * CPU work cut into steps: `step(from, to)` does units `from` to `to` (exclusive) of `total`, then the task passes a
 * checkpoint. Choose `stepSize` so that a step takes about a millisecond or less. Progress goes from `progress[0]` to
 * `progress[1]`, in at most 16 reports.
 */
export async function inSteps(
  total: number,
  stepSize: number,
  context: TaskContext,
  step: (from: number, to: number) => void,
  progress: readonly [number, number] = [0, 1],
): Promise<void> {
  const [low, high] = progress;
  let reported = 0;
  for (let from = 0; from < total; from += stepSize) {
    const to = Math.min(total, from + stepSize);
    step(from, to);
    await context.checkpoint();
    const reached = Math.floor((to / total) * mostReports);
    if (reached > reported) context.progress(low + (high - low) * (to / total));
    reported = reached;
  }
}
