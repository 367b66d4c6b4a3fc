/** What the picker shows, as rows of text. Pure. */
import type { ModeInfo } from '../modes.ts';
import type { KeyHelp } from './panels/index.ts';
import { bare, frame, innerSize, titled } from './panels/frame.ts';
import { sentence } from './picker-layout.ts';
import type { PickerRow } from './picker-options.ts';
import { rowsOf, workloadOf } from './picker-state.ts';
import type { Catalog, CatalogWorkload, PickerState, PickerStep } from './picker-state.ts';
import type { Area } from './placed.ts';
import { safe } from './safe.ts';
import type { PanelRow } from './panels/row.ts';
import { renderLine } from './render-line.ts';
import { cellWidth, padEnd, span, spread, truncate, wrap } from './text.ts';
import type { Line } from './text.ts';
import type { Theme } from './theme.ts';

const steps: readonly PickerStep[] = ['workload', 'mode', 'options'];

const modeOf = (catalog: Catalog, id: string): ModeInfo | undefined =>
  catalog.modes.find(mode => mode.id === id);

const workersNote = (state: PickerState, catalog: Catalog): string =>
  modeOf(catalog, state.choice.mode)?.hasWorkers === true ? ` ×${state.choice.workers}` : '';

const crumb = (state: PickerState, catalog: Catalog, step: PickerStep): string => {
  const { choice } = state;
  if (steps.indexOf(step) >= steps.indexOf(state.step)) return step;
  return step === 'workload' ? choice.workloadId : `${choice.mode}${workersNote(state, catalog)}`;
};

const breadcrumbs = (state: PickerState, catalog: Catalog): Line =>
  steps.flatMap(step => [
    span(' ▸ ', 'dim'),
    span(safe(crumb(state, catalog, step)), step === state.step ? 'title' : 'dim'),
  ]);

const machineNote = ({ machine }: Catalog): string => {
  const cores = Number(machine.usableCores.toFixed(1));
  return `${cores} usable ${cores === 1 ? 'core' : 'cores'} `;
};

export const headerRows = (state: PickerState, catalog: Catalog, place: Area, theme: Theme): PanelRow[] => {
  const left = [span(' jugglers', 'title'), ...breadcrumbs(state, catalog)];
  return bare([spread(left, [span(machineNote(catalog), 'dim')], place.width)], place, theme);
};

/** The sentence on the first step, a blank line above it where there is room; else blank. */
export const sentenceRows = (step: PickerStep, place: Area, theme: Theme): PanelRow[] => {
  const lines: Line[] = wrap(sentence, place.width - 2).map(text => [span(` ${text}`, 'good')]);
  if (step !== 'workload') return bare([], place, theme);
  return bare(place.height > lines.length ? [[], ...lines] : lines, place, theme);
};

const paragraph = (text: string, width: number): Line[] => wrap(safe(text), width).map(line => [span(line)]);

const emphasised = (text: string, width: number): Line[] =>
  wrap(safe(text), width).map(line => [span(line, 'title')]);

const optionSummary = (workload: CatalogWorkload, width: number): Line[] =>
  workload.options.map(option => [
    span(padEnd(safe(option.name), 12), 'key'),
    span(` ${truncate(safe(option.help), Math.max(0, width - 13))}`, 'dim'),
  ]);

const workloadDetail = (workload: CatalogWorkload, width: number): Line[] => {
  const options = optionSummary(workload, width);
  return [
    ...emphasised(workload.teaches, width),
    [],
    ...paragraph(workload.story, width),
    ...(options.length === 0 ? [] : [[], ...options]),
  ];
};

const modeDetail = (mode: ModeInfo, catalog: Catalog, width: number): Line[] => [
  ...emphasised(`${mode.what}.`, width),
  [],
  ...(mode.alias === null ? [] : paragraph(`Also called ${mode.alias}.`, width)),
  ...paragraph(
    mode.hasWorkers
      ? `The number of workers is an option of the next step; ${machineNote(catalog)}here.`
      : 'Everything runs on one thread.',
    width,
  ),
];

const rangeNote = ({ spec }: PickerRow): string => {
  if (spec.choices !== undefined) return spec.choices.join(', ');
  if (spec.type === 'boolean') return 'yes or no';
  return spec.range === undefined ? '' : `${spec.range[0]} to ${spec.range[1]}`;
};

const optionDetail = (row: PickerRow | undefined, width: number): Line[] => {
  if (row === undefined)
    return paragraph('Enter starts the run. The keys + and - change the highlighted value.', width);
  return [
    ...emphasised(row.spec.help, width),
    ...wrap(safe(rangeNote(row)), width).map(text => [span(text, 'dim')]),
  ];
};

const detailTitle = (state: PickerState, catalog: Catalog, row: PickerRow | undefined): Line => {
  const workload = workloadOf(catalog, state.choice.workloadId);
  if (state.step === 'mode') return titled(state.choice.mode);
  if (state.step === 'options') return titled(safe(row?.name ?? 'start'));
  return workload === undefined ? [] : [...titled(safe(workload.title)), span(` · ${workload.kind}`, 'dim')];
};

export const detailRows = (state: PickerState, catalog: Catalog, place: Area, theme: Theme): PanelRow[] => {
  const { width } = innerSize(place);
  const row = rowsOf(state, catalog)[state.row - 1];
  const workload = workloadOf(catalog, state.choice.workloadId);
  const mode = modeOf(catalog, state.choice.mode);
  const body = {
    workload: () => (workload === undefined ? [] : workloadDetail(workload, width)),
    mode: () => (mode === undefined ? [] : modeDetail(mode, catalog, width)),
    options: () => optionDetail(row, width),
  }[state.step]();
  return frame(detailTitle(state, catalog, row), body, place, theme);
};

/** The list's empty box, with the position in it where it is longer than its place. */
export const listFrame = (
  state: PickerState,
  at: { readonly index: number; readonly count: number },
  place: Area,
  theme: Theme,
): PanelRow[] => {
  const isCut = at.count > innerSize(place).height;
  const note = isCut ? [span(`${at.index + 1}/${at.count}`, 'dim')] : [];
  return frame(titled(state.step), [], place, theme, { bottomRight: note });
};

const arrow = (isSelected: boolean): string => (isSelected ? '▸ ' : '  ');

/** One entry of a list, exactly `width` cells. */
export const itemRow = (label: string, isSelected: boolean, width: number, theme: Theme): string =>
  renderLine(
    [span(padEnd(arrow(isSelected) + safe(label), width), isSelected ? 'selected' : 'plain')],
    width,
    theme,
  );

export const workloadLabel = (workload: CatalogWorkload): string => workload.title;

export const modeLabel = (mode: ModeInfo): string => `${padEnd(mode.id, 12)} ${mode.what}`;

const startLabel = (state: PickerState, catalog: Catalog): string =>
  `Start ${state.choice.workloadId}, ${state.choice.mode}${workersNote(state, catalog)}`;

const valueText = (row: PickerRow, state: PickerState, isSelected: boolean): string => {
  if (!isSelected) return `  ${row.show()}`;
  return state.typed === null ? `← ${row.show()} →` : `  ${state.typed}_`;
};

const optionLabels = (state: PickerState, catalog: Catalog): string[] => {
  const rows = rowsOf(state, catalog);
  const nameWidth = Math.min(20, Math.max(...rows.map(({ name }) => cellWidth(safe(name)))));
  return rows.map(
    (row, index) => `${padEnd(safe(row.name), nameWidth)}  ${valueText(row, state, state.row === index + 1)}`,
  );
};

/** Start and the options, scrolled so that the highlighted one is in sight. */
export const optionRows = (state: PickerState, catalog: Catalog, place: Area, theme: Theme): string[] => {
  const { width, height } = innerSize(place);
  const labels = [startLabel(state, catalog), ...optionLabels(state, catalog)];
  const most = Math.max(0, labels.length - height);
  const first = Math.max(0, Math.min(most, state.row - Math.floor(height / 2)));
  return labels
    .slice(first, first + height)
    .map((label, index) => itemRow(label, first + index === state.row, width, theme));
};

/** On an option, Enter takes over what was typed and goes to Start. */
const enterHelp = ({ step, row }: PickerState): string => {
  if (step !== 'options') return 'next';
  return row === 0 ? 'start' : 'to Start';
};

/** The picker's keys, for its last line: what leads out comes first where there is little room. */
export const pickerKeys = (state: PickerState, canGoBack: boolean, columns: number): KeyHelp[] => {
  const keys = [
    { key: '↑↓', help: 'choose' },
    ...(state.step === 'options' ? [{ key: '←→', help: 'change' }] : []),
    { key: 'enter', help: enterHelp(state) },
    ...(canGoBack ? [{ key: 'esc', help: 'back' }] : []),
  ];
  const always = [
    { key: 'c', help: 'compare' },
    { key: '?', help: 'help' },
    { key: 'q', help: 'quit' },
  ];
  return columns >= 60 ? [...keys, ...always] : [...keys.slice(1), ...always];
};

/** For the help, while the picker is open. */
export const pickerHelp: readonly KeyHelp[] = [
  { key: '↑↓ k j', help: 'choose from the list' },
  { key: '1-9', help: 'take that line of the list' },
  { key: 'enter', help: 'to the next step; from an option to Start; there, start' },
  { key: 'c', help: 'race the modes with this workload and its options' },
  { key: 'esc', help: 'one step back' },
  { key: '←→ + -', help: 'change the highlighted option' },
  { key: '0-9', help: 'type a number for it' },
  { key: 'backspace', help: 'take back what was typed' },
  { key: 'q ^C', help: 'quit' },
  { key: '^Z', help: 'suspend; `fg` comes back' },
];
