/** Choosing a workload, a mode and options: what the picker knows, and how a stroke changes it. Pure. */
import type { OptionSpec, OptionValues, WorkloadKind } from '../lab/workload.ts';
import type { ModeInfo } from '../modes.ts';
import type { ModeId, OptionValue } from '../protocol.ts';
import type { RunChoice } from '../state/state.ts';
import { pickerRows } from './picker-options.ts';
import type { PickerRow } from './picker-options.ts';
import { isTyped } from './strokes.ts';
import type { Stroke } from './strokes.ts';

/** What there is to choose from. Texts may come from a user's file and are not trusted. */
export interface CatalogWorkload {
  readonly id: string;
  readonly title: string;
  readonly story: string;
  readonly teaches: string;
  readonly kind: WorkloadKind;
  readonly options: readonly OptionSpec[];
}

export interface Catalog {
  readonly workloads: readonly CatalogWorkload[];
  readonly modes: readonly ModeInfo[];
  readonly machine: { readonly usableCores: number };
  /** Lanes that a mode gets unless the user says otherwise. */
  readonly defaultWorkers: (mode: ModeId) => number;
  /** What is highlighted first: the last choice, or the program's own. */
  readonly defaults: RunChoice;
}

export type PickerStep = 'workload' | 'mode' | 'options';

export interface PickerState {
  readonly step: PickerStep;
  readonly choice: RunChoice;
  /** Highlighted row of the options; 0 is Start. */
  readonly row: number;
  /** What has been typed into the highlighted row and not taken over yet. */
  readonly typed: string | null;
}

export const workloadOf = (catalog: Catalog, id: string): CatalogWorkload | undefined =>
  catalog.workloads.find(workload => workload.id === id);

const defaultsOf = (workload: CatalogWorkload | undefined): OptionValues =>
  Object.fromEntries((workload?.options ?? []).map(option => [option.name, option.default]));

/** Options of a choice that may be older than the workload: unknown ones go, missing ones get their default. */
const completed = (catalog: Catalog, choice: RunChoice): RunChoice => {
  const defaults = defaultsOf(workloadOf(catalog, choice.workloadId));
  const known = Object.entries(choice.options).filter(([name]) => name in defaults);
  return { ...choice, options: { ...defaults, ...Object.fromEntries(known) } };
};

/** The first step, with `choice` highlighted; a workload that is gone gives way to the first one. */
export const initialPicker = (catalog: Catalog, choice: RunChoice): PickerState => {
  const isKnown = workloadOf(catalog, choice.workloadId) !== undefined;
  const workloadId = isKnown ? choice.workloadId : (catalog.workloads[0]?.id ?? choice.workloadId);
  return { step: 'workload', choice: completed(catalog, { ...choice, workloadId }), row: 0, typed: null };
};

export const withWorkload = (state: PickerState, catalog: Catalog, workloadId: string): PickerState =>
  state.choice.workloadId === workloadId
    ? state
    : {
        ...state,
        choice: {
          ...state.choice,
          workloadId,
          options:
            workloadId === catalog.defaults.workloadId
              ? completed(catalog, catalog.defaults).options
              : defaultsOf(workloadOf(catalog, workloadId)),
        },
      };

/** Workers follow the mode if they were the old one's default. */
export const withMode = (state: PickerState, catalog: Catalog, mode: ModeId): PickerState => {
  const { choice } = state;
  const hadDefault = choice.workers === catalog.defaultWorkers(choice.mode);
  const workers = hadDefault ? catalog.defaultWorkers(mode) : choice.workers;
  return { ...state, choice: { ...choice, mode, workers } };
};

const next: Readonly<Record<PickerStep, PickerStep>> = {
  workload: 'mode',
  mode: 'options',
  options: 'options',
};
const previous: Readonly<Record<PickerStep, PickerStep | null>> = {
  workload: null,
  mode: 'workload',
  options: 'mode',
};

export const stepOn = (state: PickerState): PickerState => ({
  ...state,
  step: next[state.step],
  row: 0,
  typed: null,
});

/** One step back, or null from the first one. */
export const stepBack = (state: PickerState): PickerState | null => {
  const step = previous[state.step];
  return step === null ? null : { ...state, step, typed: null };
};

export const rowsOf = (state: PickerState, catalog: Catalog): readonly PickerRow[] =>
  pickerRows(state.choice, catalog.modes, workloadOf(catalog, state.choice.workloadId)?.options ?? []);

const withValue = (state: PickerState, row: PickerRow, value: OptionValue): PickerState => ({
  ...state,
  typed: null,
  choice: row.put(state.choice, value),
});

/** Takes over what has been typed, if it can be read as a value of this row; otherwise it is dropped. */
const committed = (state: PickerState, row: PickerRow | undefined): PickerState => {
  if (state.typed === null || row === undefined) return { ...state, typed: null };
  const value = row.parse(state.typed);
  return value === null ? { ...state, typed: null } : withValue(state, row, value);
};

const moved = (state: PickerState, rows: readonly PickerRow[], by: number): PickerState => {
  const count = rows.length + 1;
  return { ...committed(state, rows[state.row - 1]), row: (state.row + by + count) % count };
};

const typedOn = (state: PickerState, row: PickerRow, stroke: Stroke): PickerState => {
  if (stroke === 'backspace' && row.spec.type === 'boolean') return state;
  if (stroke === 'backspace') {
    return {
      ...state,
      typed: Array.from(state.typed ?? row.typed)
        .slice(0, -1)
        .join(''),
    };
  }
  return row.accepts(stroke) ? { ...state, typed: (state.typed ?? '') + stroke } : state;
};

const changed = (state: PickerState, row: PickerRow, stroke: Stroke): PickerState => {
  const isText = row.isFreeText;
  if (stroke === 'right' || (!isText && (stroke === '+' || stroke === '='))) {
    return withValue(state, row, row.step(1));
  }
  if (stroke === 'left' || (!isText && (stroke === '-' || stroke === '_'))) {
    return withValue(state, row, row.step(-1));
  }
  if (!isText && stroke === ' ') return withValue(state, row, row.step(1));
  return isTyped(stroke) || stroke === 'backspace' ? typedOn(state, row, stroke) : state;
};

/** A stroke in the options that neither starts nor leaves. */
export const optionStroke = (state: PickerState, catalog: Catalog, stroke: Stroke): PickerState => {
  const rows = rowsOf(state, catalog);
  const row = rows[state.row - 1];
  if (stroke === 'escape') return { ...state, typed: null };
  const isLetter = row?.isFreeText !== true;
  if (stroke === 'up' || (isLetter && stroke === 'k')) return moved(state, rows, -1);
  if (stroke === 'down' || stroke === 'tab' || (isLetter && stroke === 'j')) return moved(state, rows, 1);
  if (stroke === 'enter') return { ...committed(state, row), row: 0 };
  return row === undefined ? state : changed(state, row, stroke);
};
