/** The rows of the picker's last step: settings of the mode and the workload's own options, alike. Pure. */
import type { OptionSpec } from '../lab/workload.ts';
import type { ModeInfo } from '../modes.ts';
import type { OptionValue } from '../protocol.ts';
import type { RunChoice } from '../state/state.ts';
import type { Stroke } from './strokes.ts';

export interface PickerRow {
  readonly name: string;
  readonly spec: OptionSpec;
  /** The value as it is shown. */
  show(): string;
  /** The value as it would be typed. */
  readonly typed: string;
  /** The value one step on. */
  step(direction: 1 | -1): OptionValue;
  /** A typed value, or null if it is none. */
  parse(typed: string): OptionValue | null;
  accepts(stroke: Stroke): boolean;
  readonly isFreeText: boolean;
  put(choice: RunChoice, value: OptionValue): RunChoice;
}

type Setting = 'workers' | 'tasksPerWorker' | 'sliceMs' | 'scale' | 'seed';

const number = (
  name: string,
  range: readonly [number, number],
  help: string,
  isInteger = true,
): OptionSpec => ({
  name,
  type: 'number',
  default: 1,
  range,
  isInteger,
  help,
});

const settings: Readonly<Record<Setting, OptionSpec>> = {
  workers: number('workers', [1, 512], 'lanes: threads or processes that work at the same time'),
  tasksPerWorker: number('tasks each', [1, 1000], 'tasks in flight in every worker'),
  sliceMs: number('slice ms', [0, 10_000], 'CPU work yields after so many milliseconds; 0 = never'),
  scale: number(
    'scale',
    [0.01, 100],
    'multiplies the size of the work; 1 = two to ten seconds in sequence',
    false,
  ),
  seed: number('seed', [0, 2 ** 31 - 1], 'the same seed gives the same work'),
};

const clamp = (value: number, [least, most]: readonly [number, number]): number =>
  Math.max(least, Math.min(most, value));

const rangeOf = (spec: OptionSpec): readonly [number, number] => spec.range ?? [-Infinity, Infinity];

const rounded = (value: number): number => Number(value.toPrecision(12));

/** A tenth to a hundredth of the value, as a round number: 1 to 1.1, 20 to 21, 2 000 000 to 2 100 000. */
const stepSize = (spec: OptionSpec, value: number): number => {
  const size = value === 0 ? 0.1 : 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1);
  return spec.isInteger === true ? Math.max(1, size) : Math.max(0.01, size);
};

const stepped = (spec: OptionSpec, value: number, direction: 1 | -1): number =>
  clamp(rounded(value + direction * stepSize(spec, value)), rangeOf(spec));

const nextChoice = (choices: readonly string[], value: OptionValue, direction: 1 | -1): string => {
  const at = choices.indexOf(String(value));
  return choices[(at + direction + choices.length) % choices.length] as string;
};

const stepOf = (spec: OptionSpec, value: OptionValue, direction: 1 | -1): OptionValue => {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return stepped(spec, value, direction);
  return spec.choices === undefined || spec.choices.length === 0
    ? value
    : nextChoice(spec.choices, value, direction);
};

const parsed = (spec: OptionSpec, typed: string): OptionValue | null => {
  if (spec.type === 'string') return typed;
  if (spec.type === 'boolean' || typed.trim() === '') return null;
  const value = Number(typed);
  if (!Number.isFinite(value)) return null;
  return clamp(spec.isInteger === true ? Math.round(value) : value, rangeOf(spec));
};

const grouped = (value: number): string =>
  Number.isInteger(value) && value >= 10_000
    ? value.toLocaleString('en').replaceAll(',', ' ')
    : String(value);

const shown = (value: OptionValue): string =>
  typeof value === 'number' ? grouped(value) : typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;

const rowFor = (spec: OptionSpec, value: OptionValue, put: PickerRow['put']): PickerRow => {
  const isFreeText = spec.type === 'string' && spec.choices === undefined;
  return {
    name: spec.name,
    spec,
    show: () => shown(value),
    typed: String(value),
    step: direction => stepOf(spec, value, direction),
    parse: typed => parsed(spec, typed),
    accepts: stroke => isFreeText || (spec.type === 'number' && /^[\d.]$/.test(stroke)),
    isFreeText,
    put,
  };
};

const settingRow = (choice: RunChoice, name: Setting): PickerRow =>
  rowFor(settings[name], choice[name], (before, value) => ({ ...before, [name]: value }));

const optionRow = (choice: RunChoice, spec: OptionSpec): PickerRow =>
  rowFor(spec, choice.options[spec.name] ?? spec.default, (before, value) => ({
    ...before,
    options: { ...before.options, [spec.name]: value },
  }));

/** Settings that mean anything to the mode. */
const settingsOf = (choice: RunChoice, mode: ModeInfo | undefined): Setting[] => [
  ...(mode?.hasWorkers === true ? ['workers' as const] : []),
  ...(choice.mode === 'hybrid' ? ['tasksPerWorker' as const] : []),
  ...(choice.mode === 'concurrent' || choice.mode === 'hybrid' ? ['sliceMs' as const] : []),
  'scale',
  'seed',
];

/** Rows after Start, in their order: the mode's settings first. */
export const pickerRows = (
  choice: RunChoice,
  modes: readonly ModeInfo[],
  options: readonly OptionSpec[],
): readonly PickerRow[] => {
  const mode = modes.find(({ id }) => id === choice.mode);
  const general = settingsOf(choice, mode).map(name => settingRow(choice, name));
  return [...general, ...options.map(spec => optionRow(choice, spec))];
};
