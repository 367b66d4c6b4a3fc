/** Where each panel goes on a screen of this size. The panels tile it exactly: no gap, no overlap, nothing outside. */
import type { PanelName, Snapshot } from '../state/state.ts';
import { experimentBarsRows, experimentPanels, experimentView } from './experiment-layout.ts';
import type { ExperimentView } from './experiment-layout.ts';
import { cutLeft, cutTop } from './placed.ts';
import type { Area, PlacedName, PlacedPanel } from './placed.ts';

/** What the layout has to know of the state; it changes when a run starts or a dialog opens, not with every frame. */
export interface LayoutFacts {
  readonly cores: number;
  /** Rows that the timeline could fill: lanes, and tasks in flight where a lane has several. */
  readonly lanes: number;
  readonly isSummaryOpen: boolean;
  /** Rows that the summary could fill. */
  readonly summaryRows: number;
  readonly focus: PanelName;
  /** What is shown of a race or sweep; null: the run by itself. */
  readonly experiment: ExperimentView | null;
  readonly variants: number;
  /** Rows that the result of a race could fill. */
  readonly barsRows: number;
}

export interface Layout {
  readonly panels: readonly PlacedPanel[];
}

/** Five lines of log and its border. */
const leastTasks = 7;
/** Three of them are enough where the lanes would find no room otherwise. */
const leastTasksOfSmall = 5;
/** With less height below the meters the lanes come before the log. */
const smallHeight = 12;
/** One lane, the time axis and the border. */
const leastTimeline = 4;
/** Figures, costs and verdict, with short sentences, and the border. */
const leastSummary = 16;
/** Figures, sparkline and three stalls, and the border. */
const loopHeight = 7;
/** With so much height below the meters lanes get a blank row between them. */
const airyHeight = 24;
/** Rows of a lane where there is room to draw it thick. */
const thickLane = 4;
/** From here on the log stands beside the rest: its lines are rarely longer than 80 cells. */
const logBesideColumns = 160;
/** More cores than this get the whole width where there are rows enough for it. */
const coresBesideLoop = 16;

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, value));

const placed = (name: PlacedName, area: Area): PlacedPanel => ({ name, ...area });

/** Rows of bars that so many cores take in a panel of this width. */
function coreRows(cores: number, panelWidth: number): number {
  const columns = Math.max(1, Math.floor((panelWidth - 4 + 2) / 18));
  return Math.max(1, Math.ceil(cores / columns));
}

function sideBySide(area: Area): PlacedPanel[] {
  const [left, right] = cutLeft(area, Math.round(area.width * 0.4));
  return [placed('cores', left), placed('loop', right)];
}

const needsWholeWidth = (cores: number, area: Area): boolean =>
  cores > coresBesideLoop && area.width >= 100 && area.height >= 30;

/** Cores and event loop in the upper part, at least `roomy` rows; hands back what is left below. */
function meters(area: Area, facts: LayoutFacts, roomy = 0): [PlacedPanel[], Area] {
  const most = Math.max(4, Math.floor(area.height * 0.4));
  if (needsWholeWidth(facts.cores, area)) {
    const [top, rest] = cutTop(area, clamp(coreRows(facts.cores, area.width) + 2, 4, most - 2));
    const [next, below] = cutTop(rest, 5);
    return [[placed('cores', top), placed('loop', next)], below];
  }
  const wanted = Math.max(coreRows(facts.cores, Math.round(area.width * 0.4)) + 2, loopHeight, roomy);
  const [top, below] = cutTop(
    area,
    clamp(wanted, 4, Math.min(most, area.height - leastTasks - leastTimeline)),
  );
  return [sideBySide(top), below];
}

/** Timeline above the log; the timeline takes what its rows need, the log the rest. */
function timelineAndTasks(area: Area, lanes: number): PlacedPanel[] {
  const least = area.height < smallHeight ? leastTasksOfSmall : leastTasks;
  const most = Math.min(area.height - least, Math.max(leastTimeline, Math.round(area.height * 0.6)));
  const airy = lanes * 2 + 3;
  const wanted = area.height >= airyHeight && airy <= most ? airy : lanes + 3;
  const [top, below] = cutTop(area, clamp(wanted, Math.min(leastTimeline, most), most));
  return [placed('timeline', top), placed('tasks', below)];
}

function withSummary(area: Area, facts: LayoutFacts): PlacedPanel[] {
  if (area.height < leastSummary + leastTimeline + leastTasks) return [placed('summary', area)];
  const most = Math.max(leastSummary, Math.round(area.height * 0.6));
  const [top, below] = cutTop(area, clamp(facts.summaryRows, leastSummary, most));
  return [placed('summary', top), ...timelineAndTasks(below, facts.lanes)];
}

function logBeside(area: Area, facts: LayoutFacts): PlacedPanel[] {
  const [left, right] = cutLeft(area, Math.max(area.width - 110, Math.round(area.width * 0.6)));
  const tasks = placed('tasks', right);
  if (facts.isSummaryOpen) {
    const [top, below] = cutTop(left, clamp(facts.summaryRows, leastSummary, 30));
    return [placed('summary', top), placed('timeline', below), tasks];
  }
  const [panels, below] = meters(left, facts, left.height - facts.lanes * thickLane - 3);
  return [...panels, placed('timeline', below), tasks];
}

function body(area: Area, facts: LayoutFacts): PlacedPanel[] {
  if (area.width >= logBesideColumns && area.height >= 38) return logBeside(area, facts);
  if (facts.isSummaryOpen) return withSummary(area, facts);
  const [panels, below] = meters(area, facts);
  return [...panels, ...timelineAndTasks(below, facts.lanes)];
}

/** Whether a screen of this size shows one panel at a time. */
export const hasOnePanel = (columns: number, rows: number): boolean => columns < 60 || rows < 16;

/** `columns` x `rows` cells. Under 60x16 one panel at a time (`focus`), under 20x5 one status line. */
export function layout(columns: number, rows: number, facts: LayoutFacts): Layout {
  const screen = { x: 0, y: 0, width: columns, height: rows };
  if (columns < 20 || rows < 5) return { panels: [placed('status', screen)] };
  const [header, rest] = cutTop(screen, 1);
  const [middle, footer] = cutTop(rest, rest.height - 1);
  const isSmall = hasOnePanel(columns, rows);
  const { experiment } = facts;
  const panels =
    experiment !== null
      ? experimentPanels(middle, { ...facts, view: experiment }, isSmall)
      : isSmall
        ? [placed(facts.focus, middle)]
        : body(middle, facts);
  return { panels: [placed('header', header), ...panels, placed('footer', footer)] };
}

/** Rows that the timeline could fill in this mode, known before the first task starts. */
function timelineRows({ run }: Snapshot['state']): number {
  if (run === null) return 3;
  const { mode, workers, tasksPerWorker } = run.request;
  const taskCount = Math.max(1, run.tasks.length);
  if (mode === 'sequential') return 1;
  if (mode === 'concurrent') return Math.min(taskCount, 24);
  return mode === 'hybrid' ? workers * Math.min(tasksPerWorker, taskCount) : workers;
}

/** A row for each run of the comparison, its header and the blank before it. */
const tableRows = (runs: number): number => (runs < 2 ? 0 : Math.min(8, runs) + 2);

/** Sentences are wrapped to the real width; how many lines they take is wanted only roughly, where there is room. */
const usualColumns = 100;

export const layoutFacts = ({ state }: Snapshot): LayoutFacts => ({
  cores: state.sample?.cores.length ?? state.machine?.cores ?? 1,
  lanes: timelineRows(state),
  isSummaryOpen: state.ui.isSummaryOpen,
  summaryRows: leastSummary + 1 + tableRows(state.past.length),
  focus: state.ui.focus,
  experiment: state.experiment && experimentView(state.experiment, state.ui.isSummaryOpen),
  variants: state.experiment?.plan.variants.length ?? 0,
  barsRows: state.experiment === null ? 0 : experimentBarsRows(state.experiment, usualColumns),
});
