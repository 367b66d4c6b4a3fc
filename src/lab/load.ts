/** Workload files, ours and the user's: loading, and saying by the field's name what is wrong with one. */
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { messageOf, UsageError } from '../errors.ts';
import { checkOrder } from './backlog.ts';
import type { PlanContext, PlannedTask, Workload } from './workload.ts';

const text = v.pipe(v.string(), v.nonEmpty('expected a text, got an empty one'));
const optionValue = v.union([v.number(), v.string(), v.boolean()]);

const optionSchema = v.object({
  name: text,
  type: v.picklist(['number', 'string', 'boolean']),
  default: optionValue,
  range: v.optional(v.tuple([v.number(), v.number()])),
  isInteger: v.optional(v.boolean()),
  choices: v.optional(v.array(v.string())),
  help: v.string(),
});

const workloadSchema = v.looseObject({
  id: text,
  title: text,
  story: v.string(),
  kind: v.picklist(['cpu', 'io', 'memory', 'mixed', 'pipeline', 'coordination']),
  teaches: v.string(),
  rows: v.array(v.string()),
  options: v.array(optionSchema),
  plan: v.function(),
  prefetch: v.optional(v.array(text)),
  run: v.function(),
});

const taskSchema = v.object({
  name: v.string(),
  input: v.unknown(),
  after: v.optional(v.array(v.number())),
  priority: v.optional(v.number()),
});

const planSchema = v.object({
  plan: v.pipe(v.array(taskSchema), v.nonEmpty('expected at least one task, got none')),
});

const nameOf = (url: string): string => (url.startsWith('file:') ? fileURLToPath(url) : url);

/** `mine.ts: field ...: expected ..., got ...` for the first thing that is wrong. */
function complaint(where: string, issue: v.BaseIssue<unknown>): UsageError {
  const field = v.getDotPath(issue) ?? 'default export';
  const { kind, expected, received, message } = issue;
  const what = kind === 'validation' ? message : `expected ${expected}, got ${received}`;
  return new UsageError(`${where}: field \`${field}\`: ${what}`);
}

async function imported(url: string): Promise<unknown> {
  try {
    return ((await import(url)) as { default?: unknown }).default;
  } catch (error) {
    throw new UsageError(`${nameOf(url)} cannot be loaded: ${messageOf(error)}`, error);
  }
}

/** The checked default export of a workload module. Throws a UsageError that names the file and the field. */
export async function loadWorkload(url: string): Promise<Workload> {
  const found = await imported(url);
  const checked = v.safeParse(workloadSchema, found, { abortEarly: true });
  if (!checked.success) throw complaint(nameOf(url), checked.issues[0]);
  return found as Workload;
}

/** The workload's tasks, checked: names, order, and that every input can go to another thread. */
export function planOf(workload: Workload, context: PlanContext): readonly PlannedTask[] {
  const where = `workload ${workload.id}`;
  const plan = planned(workload, context, where);
  const checked = v.safeParse(planSchema, { plan }, { abortEarly: true });
  if (!checked.success) throw complaint(where, checked.issues[0]);
  checkOrder(plan);
  for (const [index, task] of plan.entries()) checkInput(where, index, task);
  return plan;
}

function planned(workload: Workload, context: PlanContext, where: string): readonly PlannedTask[] {
  try {
    return workload.plan(context);
  } catch (error) {
    throw new UsageError(`${where}: plan() threw: ${messageOf(error)}`, error);
  }
}

function checkInput(where: string, index: number, task: PlannedTask): void {
  try {
    structuredClone(task.input);
  } catch (error) {
    throw new UsageError(
      `${where}: task ${index} (${task.name}): field \`input\`: expected plain data, got: ${messageOf(error)}`,
      error,
    );
  }
}
