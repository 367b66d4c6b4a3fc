import type { OptionSpec, OptionValues } from '../../src/lab/workload.ts';

/** A number option that was checked against its declaration before the plan was asked for. */
export const numberOf = (options: OptionValues, name: string): number => Number(options[name]);

/** How many tasks there are; `--tasks` sets it. */
export const tasksOption = (count: number, most: number, help: string): OptionSpec => ({
  name: 'tasks',
  type: 'number',
  default: count,
  range: [1, most],
  isInteger: true,
  help,
});

/** An amount that may be zero, with or without a fraction. */
export const amountOption = (name: string, amount: number, most: number, help: string): OptionSpec => ({
  name,
  type: 'number',
  default: amount,
  range: [0, most],
  help,
});

export const choiceOption = (
  name: string,
  choices: readonly [string, ...string[]],
  help: string,
): OptionSpec => ({
  name,
  type: 'string',
  default: choices[0],
  choices,
  help,
});
