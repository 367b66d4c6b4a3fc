/** The plan of a comparison: which modes, how often, with what. */
import { modeWords } from '../modes.ts';
import type { ModeId } from '../protocol.ts';
import type { ExperimentPlan, Variant } from '../state/experiment.ts';
import type { RunChoice } from '../state/state.ts';
import { newId } from './new-id.ts';

const usualModes: readonly ModeId[] = ['sequential', 'concurrent', 'parallel', 'hybrid'];

/** Three are the least that show any spread; where seven do not settle it, twenty hardly would. */
export const usualRounds = { least: 3, most: 7 };

export interface CompareSettings {
  /** What all variants have in common; its mode does not count. */
  readonly choice: RunChoice;
  readonly workloadTitle: string;
  /** Null: the usual four. A mode may come twice. */
  readonly modes: readonly ModeId[] | null;
  /** Measured rounds, no more and no fewer; null: three to seven, until it is sure. */
  readonly repeat: number | null;
  readonly asksGuess: boolean;
}

/** Those of the same name are numbered: `parallel ×2 #1`. */
function labelsOf(names: readonly string[]): string[] {
  return names.map((name, index) => {
    const isAlone = names.indexOf(name) === names.lastIndexOf(name);
    const number = names.slice(0, index + 1).filter(other => other === name).length;
    return isAlone ? name : `${name} #${number}`;
  });
}

/** Number of measured rounds, as asked or as usual. */
export const roundsOf = (
  repeat: number | null,
  usual: { readonly least: number; readonly most: number },
): Pick<ExperimentPlan, 'leastRounds' | 'mostRounds'> => ({
  leastRounds: repeat ?? usual.least,
  mostRounds: repeat ?? usual.most,
});

/** All variants get the same number of workers, since a workload may cut its work by it: so they do the same work. */
export function comparePlan(settings: CompareSettings): ExperimentPlan {
  const { choice, workloadTitle, repeat, asksGuess } = settings;
  const modes = settings.modes ?? usualModes;
  const labels = labelsOf(modes.map(mode => modeWords({ ...choice, mode })));
  const variants: Variant[] = modes.map((mode, index) => ({
    label: labels[index] ?? mode,
    choice: { ...choice, mode },
    x: null,
  }));
  return {
    id: newId(),
    kind: 'compare',
    workloadTitle,
    variants,
    swept: null,
    ...roundsOf(repeat, usualRounds),
    // With one there is nobody else to bet on.
    asksGuess: asksGuess && variants.length > 1,
    guess: null,
  };
}
