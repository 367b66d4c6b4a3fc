/** The first line while modes race or a number is swept: what it is about, how far it is, who runs now. */
import type { ExperimentState } from '../../state/experiment.ts';
import { runElapsedMs } from '../../state/selectors.ts';
import type { State } from '../../state/state.ts';
import { stamp } from '../format.ts';
import { safe } from '../safe.ts';
import { lineWidth, span, spread, truncateLine } from '../text.ts';
import type { Line } from '../text.ts';
import { bare } from './frame.ts';
import type { Panel } from './frame.ts';
import { roundWords } from './race.ts';
import { guessWords } from './ranking-words.ts';

const phaseWords = (experiment: ExperimentState, isStarting: boolean): Line => {
  if (experiment.phase === 'guessing') return [span('○ waiting for your guess', 'key')];
  if (experiment.phase === 'running') return [span(isStarting ? '● starting' : '● running', 'good')];
  return experiment.phase === 'finished' ? [span('■ finished', 'good')] : [span('■ cancelled', 'warn')];
};

function nowWords(state: State, { current, plan }: ExperimentState): Line {
  const label = plan.variants[current?.variant ?? -1]?.label;
  if (label === undefined) return [];
  const elapsedMs = runElapsedMs(state);
  return [span(' '), span(safe(label), 'title'), span(elapsedMs === null ? '' : ` ${stamp(elapsedMs, 1)}`)];
}

const progress = (experiment: ExperimentState): Line =>
  experiment.phase === 'running' ? [span(` · ${roundWords(experiment)}`, 'dim')] : [];

export const experimentHeader: Panel = ({ state, temporality }, size, theme) => {
  const { experiment } = state;
  if (experiment === null) return bare([], size, theme);
  const { plan, guess } = experiment;
  const width = Math.max(0, size.width - 2);
  const arrow = span(' ▸ ', 'dim');
  const kind = plan.kind === 'compare' ? 'race' : 'sweep';
  const short: Line = [span(safe(plan.workloadTitle)), arrow, span(kind)];
  const frozen: Line = temporality === 'frozen' ? [span(' FROZEN ', 'selected'), span('  ')] : [];
  const isStarting = experiment.current !== null && runElapsedMs(state) === null;
  const status = [...frozen, ...phaseWords(experiment, isStarting), ...nowWords(state, experiment)];
  const long = [span('jugglers', 'title'), arrow, ...short, span('   '), ...status, ...progress(experiment)];
  const middle = [...short, span('   '), ...status, ...progress(experiment)];
  const left = [long, middle].find(line => lineWidth(line) <= width) ?? [...status, span('  '), ...short];
  const words = guessWords(guess, plan);
  const right: Line = words === null ? [] : [span(words, 'dim')];
  const hasRoom = lineWidth(left) + lineWidth(right) + 3 <= width;
  const line = hasRoom ? spread(left, right, width) : truncateLine(left, width);
  return bare([[span(' '), ...line]], size, theme);
};
