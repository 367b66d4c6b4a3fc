/** The picker: workload, mode, options, start. Its state and its rows are in files of their own. */
import { Box, Text, useInput } from 'ink';
import SelectInput from 'ink-select-input';
import { useMemo, useRef, useState } from 'react';
import type { JSX } from 'react';
import type { ModeId } from '../protocol.ts';
import type { Action, RunChoice } from '../state/state.ts';
import { actionAnywhere } from './keys.ts';
import { footer } from './panels/index.ts';
import { innerSize } from './panels/frame.ts';
import { pickerPlaces } from './picker-layout.ts';
import * as draw from './picker-rows.ts';
import {
  initialPicker,
  optionStroke,
  rowsOf,
  stepBack,
  stepOn,
  withMode,
  withWorkload,
} from './picker-state.ts';
import type { Catalog, PickerState } from './picker-state.ts';
import type { Area } from './placed.ts';
import { Rows } from './Rows.tsx';
import { strokesOf } from './strokes.ts';
import type { Stroke } from './strokes.ts';
import type { Theme } from './theme.ts';

export interface PickerProps {
  readonly catalog: Catalog;
  /** What is highlighted at first. */
  readonly initial: RunChoice;
  /** Whether there is a run to go back to. */
  readonly canClose: boolean;
  readonly isActive: boolean;
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
  readonly onAction: (action: Action) => void;
}

interface Item {
  readonly label: string;
  readonly value: string;
}

/** Keys that are the same in every step; null if it is none of them. */
const commonAction = (stroke: Stroke, { choice }: PickerState): Action | null => {
  if (stroke === '?') return { type: 'toggle-help' };
  if (stroke === 'c') return { type: 'compare', choice };
  return stroke === 'q' ? { type: 'quit' } : null;
};

const backFrom = (state: PickerState, props: PickerProps): PickerState => {
  const back = stepBack(state);
  if (back === null && props.canClose) props.onAction({ type: 'close-picker' });
  return back ?? state;
};

/** Beside the keys of the lists, which take their own: so an Enter may have led on to the options already. */
const listStroke = (state: PickerState, props: PickerProps, stroke: Stroke): PickerState => {
  if (state.step === 'options') return state;
  const action = actionAnywhere(stroke) ?? commonAction(stroke, state);
  if (action !== null) props.onAction(action);
  return stroke === 'escape' ? backFrom(state, props) : state;
};

const optionsStroke = (state: PickerState, props: PickerProps, stroke: Stroke): PickerState => {
  const row = rowsOf(state, props.catalog)[state.row - 1];
  const isTyping = state.typed !== null || row?.isFreeText === true;
  const action = actionAnywhere(stroke) ?? (isTyping ? null : commonAction(stroke, state));
  if (action !== null) {
    props.onAction(action);
    return state;
  }
  if (stroke === 'escape' && state.typed === null) return backFrom(state, props);
  if (stroke === 'enter' && state.row === 0) {
    props.onAction({ type: 'start', choice: state.choice });
    return state;
  }
  return optionStroke(state, props.catalog, stroke);
};

interface PickerControl {
  readonly state: PickerState;
  readonly set: (change: (state: PickerState) => PickerState) => void;
}

/** The newest state is also kept outside React's, because several keys may come before it is drawn again. */
const usePicker = (props: PickerProps): PickerControl => {
  const [state, setState] = useState(() => initialPicker(props.catalog, props.initial));
  const newest = useRef(state);
  const set = (change: (state: PickerState) => PickerState): void => {
    newest.current = change(newest.current);
    setState(newest.current);
  };
  return { state, set };
};

/** Works off the strokes one by one: a burst of keys arrives as one. */
const useStrokes = (
  isActive: boolean,
  { set }: PickerControl,
  change: (state: PickerState, stroke: Stroke) => PickerState,
): void =>
  useInput(
    (input, key) => {
      for (const stroke of strokesOf(input, key)) set(before => change(before, stroke));
    },
    { isActive },
  );

const itemsOf = ({ catalog }: PickerProps, step: PickerState['step']): readonly Item[] => {
  if (step === 'workload') {
    return catalog.workloads.map(each => ({ label: draw.workloadLabel(each), value: each.id }));
  }
  return step === 'mode' ? catalog.modes.map(each => ({ label: draw.modeLabel(each), value: each.id })) : [];
};

const chosen = (before: PickerState, catalog: Catalog, value: string): PickerState =>
  before.step === 'workload'
    ? withWorkload(before, catalog, value)
    : withMode(before, catalog, value as ModeId);

const NoIndicator = (): null => null;

interface ListProps extends PickerControl {
  readonly picker: PickerProps;
  readonly items: readonly Item[];
  readonly place: Area;
}

const itemComponent =
  (width: number, theme: Theme) =>
  ({ label, isSelected = false }: { label: string; isSelected?: boolean }): JSX.Element => (
    <Text wrap="truncate">{draw.itemRow(label, isSelected, width, theme)}</Text>
  );

const List = ({ picker, items, place, state, set }: ListProps): JSX.Element => {
  const { width, height } = innerSize(place);
  const value = state.step === 'workload' ? state.choice.workloadId : state.choice.mode;
  const ItemRow = useMemo(() => itemComponent(width, picker.theme), [width, picker.theme]);
  return (
    <Box
      position="absolute"
      left={place.x + 2}
      top={place.y + 1}
      width={width}
      height={height}
      overflow="hidden"
    >
      <SelectInput
        // It keeps its place in the list for itself, and a new height needs a new one.
        key={`${state.step} ${height}`}
        items={[...items]}
        limit={Math.max(1, height)}
        initialIndex={Math.max(
          0,
          items.findIndex(item => item.value === value),
        )}
        isFocused={picker.isActive}
        indicatorComponent={NoIndicator}
        itemComponent={ItemRow}
        onHighlight={item => set(before => chosen(before, picker.catalog, item.value))}
        onSelect={item => set(before => stepOn(chosen(before, picker.catalog, item.value)))}
      />
    </Box>
  );
};

type OptionListProps = Omit<ListProps, 'items'>;

/** Has its keys for itself, so that the Enter that opens it does not start the run as well. */
const OptionList = ({ picker, place, state, set }: OptionListProps): JSX.Element => {
  useStrokes(picker.isActive, { state, set }, (before, stroke) => optionsStroke(before, picker, stroke));
  const rows = draw.optionRows(state, picker.catalog, place, picker.theme);
  return <Rows x={place.x + 2} y={place.y + 1} width={innerSize(place).width} rows={rows} />;
};

const positionIn = (
  state: PickerState,
  items: readonly Item[],
  catalog: Catalog,
): { index: number; count: number } => {
  if (state.step === 'options') return { index: state.row, count: rowsOf(state, catalog).length + 1 };
  const value = state.step === 'workload' ? state.choice.workloadId : state.choice.mode;
  return { index: items.findIndex(item => item.value === value), count: items.length };
};

/** Everything of the picker, at its place. */
export const Picker = (props: PickerProps): JSX.Element => {
  const { catalog, theme, width, height } = props;
  const { state, set } = usePicker(props);
  useStrokes(props.isActive && state.step !== 'options', { state, set }, (before, stroke) =>
    listStroke(before, props, stroke),
  );
  const items = itemsOf(props, state.step);
  const position = positionIn(state, items, catalog);
  const places = pickerPlaces(width, height, state.step, position.count);
  const keys = draw.pickerKeys(state, state.step !== 'workload' || props.canClose, width);
  return (
    <Box>
      <Rows {...places.header} rows={draw.headerRows(state, catalog, places.header, theme)} />
      <Rows {...places.sentence} rows={draw.sentenceRows(state.step, places.sentence, theme)} />
      <Rows {...places.list} rows={draw.listFrame(state, position, places.list, theme)} />
      <Rows {...places.detail} rows={draw.detailRows(state, catalog, places.detail, theme)} />
      <Rows {...places.footer} rows={footer(keys, places.footer, theme)} />
      {state.step === 'options' ? (
        <OptionList picker={props} place={places.list} state={state} set={set} />
      ) : (
        <List picker={props} items={items} place={places.list} state={state} set={set} />
      )}
    </Box>
  );
};
