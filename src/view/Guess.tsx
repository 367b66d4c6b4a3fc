/** The dialog before a race. Its state and its rows are in files of their own. */
import { Box, useInput } from 'ink';
import { useRef, useState } from 'react';
import type { JSX } from 'react';
import type { ExperimentPlan } from '../state/experiment.ts';
import type { Action, Snapshot } from '../state/state.ts';
import { guessStroke, initialGuess } from './guess-state.ts';
import type { GuessState } from './guess-state.ts';
import { actionAnywhere } from './keys.ts';
import * as panels from './panels/index.ts';
import { Rows } from './Rows.tsx';
import { strokesOf } from './strokes.ts';
import type { Stroke } from './strokes.ts';
import type { Size } from './text.ts';
import type { Theme } from './theme.ts';

export interface GuessProps {
  readonly snapshot: Snapshot;
  readonly plan: ExperimentPlan;
  /** What the work is about; null where it is not known. */
  readonly story: string | null;
  readonly isActive: boolean;
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
  readonly onAction: (action: Action) => void;
}

/** Too low for a box with a question and an answer: then only the keys are said. */
const leastRows = 3;

/** The state of the dialog; `take` works off the newest, because several keys may come before it is drawn again. */
const useGuess = ({ plan, onAction, isActive }: GuessProps): GuessState => {
  const [state, setState] = useState(initialGuess);
  const newest = useRef(state);
  const take = (stroke: Stroke): void => {
    const asked = actionAnywhere(stroke) ?? (stroke === 'q' ? ({ type: 'quit' } as const) : null);
    if (asked !== null) return onAction(asked);
    const step = guessStroke(newest.current, plan, stroke);
    if ('guess' in step) return onAction({ type: 'guess', guess: step.guess });
    newest.current = step.state;
    setState(step.state);
  };
  useInput((input, key) => strokesOf(input, key).forEach(take), { isActive });
  return state;
};

export const Guess = (props: GuessProps): JSX.Element => {
  const { snapshot, plan, story, width, height, theme } = props;
  const state = useGuess(props);
  const headRows = height > leastRows ? 1 : 0;
  const [head, body, foot] = [headRows, Math.max(0, height - headRows - 1), Math.min(1, height)].map(
    rows => ({ width, height: rows }),
  ) as [Size, Size, Size];
  return (
    <Box>
      <Rows x={0} y={0} width={width} rows={panels.experimentHeader(snapshot, head, theme)} />
      <Rows x={0} y={headRows} width={width} rows={panels.guess(plan, state, story, body, theme)} />
      <Rows x={0} y={height - 1} width={width} rows={panels.footer(panels.guessKeys(state), foot, theme)} />
    </Box>
  );
};
