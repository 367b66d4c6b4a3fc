/** Where the parts of the picker go on a screen of this size. Pure. */
import type { PickerStep } from './picker-state.ts';
import type { Area } from './placed.ts';
import { wrap } from './text.ts';

export const sentence =
  'One juggler with many balls is concurrency. Many jugglers is parallelism. Watch both on your own machine.';

export interface PickerPlaces {
  readonly header: Area;
  readonly sentence: Area;
  readonly list: Area;
  readonly detail: Area;
  readonly footer: Area;
}

/** From here on the words about a workload stand beside the list. */
const besideColumns = 76;
const sentenceRows = 16;
/** With blank lines around the sentence. */
const airyRows = 24;
const mostDetailRows = 8;
const mostBesideRows = 20;

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, value));

const sentenceHeight = (columns: number, rows: number, step: PickerStep): number => {
  if (step !== 'workload' || rows < sentenceRows) return rows >= airyRows ? 1 : 0;
  return wrap(sentence, columns - 2).length + (rows >= airyRows ? 2 : 0);
};

const beside = (body: Area, items: number): Pick<PickerPlaces, 'list' | 'detail'> => {
  const height = Math.min(body.height, Math.max(items + 2, mostBesideRows));
  const width = clamp(Math.round(body.width * 0.34), 26, 40);
  return {
    list: { ...body, width, height },
    detail: { ...body, x: body.x + width, width: body.width - width, height },
  };
};

const stacked = (body: Area, items: number): Pick<PickerPlaces, 'list' | 'detail'> => {
  const most = Math.max(Math.floor(body.height / 2), body.height - mostDetailRows + 3);
  const height = clamp(items + 2, Math.min(3, body.height), Math.max(3, most));
  const rest = Math.max(0, body.height - height);
  return {
    list: { ...body, height },
    detail: { ...body, y: body.y + height, height: Math.min(rest, mostDetailRows) },
  };
};

/** `items`: entries of the list, so that it is not drawn longer than it is. */
export const pickerPlaces = (
  columns: number,
  rows: number,
  step: PickerStep,
  items: number,
): PickerPlaces => {
  const words = sentenceHeight(columns, rows, step);
  const body = { x: 0, y: 1 + words, width: columns, height: Math.max(0, rows - 2 - words) };
  const isBeside = step === 'workload' && columns >= besideColumns;
  return {
    header: { x: 0, y: 0, width: columns, height: 1 },
    sentence: { x: 0, y: 1, width: columns, height: words },
    ...(isBeside ? beside(body, items) : stacked(body, items)),
    footer: { x: 0, y: rows - 1, width: columns, height: 1 },
  };
};
