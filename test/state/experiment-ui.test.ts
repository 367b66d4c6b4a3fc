/** What an experiment does to the screen: it takes it when it begins, and shows its result when it ends. */
import { expect, it } from 'vitest';
import { racePlan } from '../fixtures/races.ts';
import { finished, replay, running } from './build.ts';

const asked = { type: 'experiment-asked', atMs: 3000, plan: racePlan } as const;
const ended = { type: 'experiment-ended', phase: 'finished', reason: 'sure enough after 3 rounds' } as const;

it('shows the result at its end, also where there is room for one panel only', () => {
  const over = replay([finished(['done'])], running(1));
  expect(over.ui.isSummaryOpen).toBe(true);
  const begun = replay([asked], over);
  expect(begun.ui).toMatchObject({ screen: 'run', isSummaryOpen: false, focus: 'timeline' });
  const { ui, experiment } = replay([ended], begun);
  expect(ui).toMatchObject({ screen: 'run', isSummaryOpen: true, focus: 'summary' });
  expect(experiment).toMatchObject({ phase: 'finished', endReason: 'sure enough after 3 rounds' });
});
