/** Where the panels of a race or a sweep go: they tile the part between header and footer exactly. */
import type { ExperimentState } from '../state/experiment.ts';
import type { PanelName } from '../state/state.ts';
import { barsRows } from './panels/bars.ts';
import type { Area, PlacedPanel } from './placed.ts';

export type ExperimentView = 'race' | 'bars' | 'curve' | 'whole-curve';

export interface ExperimentLayoutFacts {
  readonly view: ExperimentView;
  readonly variants: number;
  /** Rows that the bars and their words could fill. */
  readonly barsRows: number;
  readonly focus: PanelName;
}

/** One bar with its core below the border, and a little history. */
const leastMeters = 4;
const mostMeters = 7;
/** Below so many rows the meters would leave the race too little. */
const metersFromHeight = 14;
/** Clock, border, and two rows a variant. */
const raceRows = (variants: number): number => variants * 2 + 3;

const meters = ({ x, y, width, height }: Area): PlacedPanel[] => {
  const left = Math.round(width * 0.4);
  return [
    { name: 'cores', x, y, width: left, height },
    { name: 'loop', x: x + left, y, width: width - left, height },
  ];
};

const aboveMeters = (name: 'race' | 'curve', area: Area): PlacedPanel[] => {
  if (area.height < metersFromHeight) return [{ name, ...area }];
  const below = Math.max(leastMeters, Math.min(mostMeters, Math.floor(area.height * 0.25)));
  const above = area.height - below;
  return [{ name, ...area, height: above }, ...meters({ ...area, y: area.y + above, height: below })];
};

/** What was raced stays below the result where there is room for both. */
function barsAndRace(area: Area, facts: ExperimentLayoutFacts): PlacedPanel[] {
  const rest = area.height - facts.barsRows;
  if (rest < raceRows(facts.variants)) return [{ name: 'bars', ...area }];
  return [
    { name: 'bars', ...area, height: facts.barsRows },
    { name: 'race', ...area, y: area.y + facts.barsRows, height: rest },
  ];
}

const mainPanel = (view: ExperimentView): 'race' | 'bars' | 'curve' =>
  view === 'whole-curve' ? 'curve' : view;

/** The panels of `area`; `isSmall`: one at a time. */
export function experimentPanels(area: Area, facts: ExperimentLayoutFacts, isSmall: boolean): PlacedPanel[] {
  const { view, focus } = facts;
  if (isSmall) return [{ name: focus === 'cores' || focus === 'loop' ? focus : mainPanel(view), ...area }];
  if (view === 'bars') return barsAndRace(area, facts);
  return view === 'whole-curve' ? [{ name: 'curve', ...area }] : aboveMeters(view, area);
}

const isOver = ({ phase }: ExperimentState): boolean => phase === 'finished' || phase === 'cancelled';

/** The result is shown once it is over, and gives way to the race where the summary is closed. */
export function experimentView(experiment: ExperimentState, isSummaryOpen: boolean): ExperimentView {
  const isResult = isOver(experiment) && isSummaryOpen;
  if (experiment.plan.kind === 'sweep') return isResult ? 'whole-curve' : 'curve';
  return isResult ? 'bars' : 'race';
}

export const experimentBarsRows = (experiment: ExperimentState, columns: number): number =>
  isOver(experiment) && experiment.plan.kind === 'compare' ? barsRows(experiment, columns) : 0;
