import type { OptionValues, PlannedTask, TaskContext, Workload } from '../src/lab/workload.ts';
import { amountOption, numberOf } from './support/options.ts';
import { roundsPerSecond, spin } from './support/spin.ts';

type Step =
  | { readonly step: 'wait'; readonly starting: string; readonly ready: string; readonly waitMs: number }
  | { readonly step: 'hands-on'; readonly ready: string; readonly rounds: number };

async function wait(
  { starting, ready, waitMs }: Step & { step: 'wait' },
  context: TaskContext,
): Promise<string> {
  context.emit(starting);
  await context.sleep(waitMs);
  await context.checkpoint();
  context.progress(1);
  context.emit(ready);
  return ready;
}

async function handsOn(
  { ready, rounds }: Step & { step: 'hands-on' },
  context: TaskContext,
): Promise<string> {
  const proof = await spin(rounds, context);
  context.emit(ready);
  return `${ready} (${proof})`;
}

/** Toast and eggs for one; assembling waits for both. `first` is the index of the toast in the whole plan. */
function breakfastFor(
  options: OptionValues,
  scale: number,
  suffix: string,
  first: number,
): PlannedTask<Step>[] {
  const waitMs = (name: string): number => numberOf(options, name) * 1000 * scale;
  const rounds = Math.round(numberOf(options, 'assemble') * scale * roundsPerSecond);
  return [
    {
      name: `toast${suffix}`,
      input: {
        step: 'wait',
        starting: 'bread into the toaster',
        ready: 'toast is ready',
        waitMs: waitMs('toast'),
      },
    },
    {
      name: `eggs${suffix}`,
      input: { step: 'wait', starting: 'eggs into the pan', ready: 'eggs are ready', waitMs: waitMs('eggs') },
    },
    {
      name: `assemble${suffix}`,
      input: { step: 'hands-on', ready: 'breakfast is served', rounds },
      after: [first, first + 1],
    },
  ];
}

const breakfast: Workload<Step, string> = {
  id: 'breakfast',
  title: 'Breakfast: eggs on toast',
  story:
    'Bread toasts for 3 s, eggs fry for 4 s, and putting them together takes half a second of real handiwork. One after the other that is 7.5 s; started together it is 4.5 s, with one pair of hands. Clones of yourself, one at the toaster and one at the pan, are no faster: both only stand and wait.',
  kind: 'io',
  teaches: 'Waits overlap even with one pair of hands; handiwork does not.',
  rows: ['000-2', '000-3', '000-4', '000-5', '000-8'],
  options: [
    amountOption('toast', 3, 60, 'seconds until the toast is ready'),
    amountOption('eggs', 4, 60, 'seconds until the eggs are ready'),
    amountOption('assemble', 0.5, 60, 'handiwork at the end; 1 is about a second'),
    {
      name: 'guests',
      type: 'number',
      default: 1,
      range: [1, 100],
      isInteger: true,
      help: 'breakfasts to make, each with its own toaster and pan',
    },
  ],
  plan({ options, scale }) {
    const guests = numberOf(options, 'guests');
    return Array.from({ length: guests }, (_, i) =>
      breakfastFor(options, scale, guests === 1 ? '' : ` ${i + 1}`, i * 3),
    ).flat();
  },
  run: (input, context) => (input.step === 'wait' ? wait(input, context) : handsOn(input, context)),
};
export default breakfast;
