import { describe, expect, it } from 'vitest';
import {
  initialPicker,
  optionStroke,
  rowsOf,
  stepBack,
  stepOn,
  withMode,
  withWorkload,
} from '../../src/view/picker-state.ts';
import type { PickerState } from '../../src/view/picker-state.ts';
import { catalog, defaultChoice } from './catalog.ts';

const start = initialPicker(catalog, defaultChoice);
const options: PickerState = { ...start, step: 'options' };

const press = (state: PickerState, ...strokes: string[]): PickerState =>
  strokes.reduce((before, stroke) => optionStroke(before, catalog, stroke), state);

/** Highlights the row of this name. */
const at = (state: PickerState, name: string): PickerState => ({
  ...state,
  row: rowsOf(state, catalog).findIndex(row => row.name === name) + 1,
});

describe('the first choice', () => {
  it('is the last one, its options completed', () => {
    expect(start).toEqual({
      step: 'workload',
      row: 0,
      typed: null,
      choice: { ...defaultChoice, options: { upTo: 2_000_000, split: 'equal', verify: false, label: '' } },
    });
  });

  it('is the first workload if the last one is gone', () => {
    const state = initialPicker(catalog, { ...defaultChoice, workloadId: 'gone', options: { old: 1 } });
    expect(state.choice.workloadId).toBe('hash-chain');
    expect(state.choice.options).toEqual({ rounds: 400_000 });
  });
});

describe('choosing', () => {
  it('another workload brings its own options, and coming back those of the last choice', () => {
    const other = withWorkload(start, catalog, 'hash-chain');
    expect(other.choice).toMatchObject({ workloadId: 'hash-chain', options: { rounds: 400_000 } });
    expect(withWorkload(other, catalog, 'primes').choice).toEqual(start.choice);
  });

  it('goes through the steps and back', () => {
    const mode = stepOn(start);
    expect([mode.step, stepOn(mode).step, stepOn(stepOn(mode)).step]).toEqual(['mode', 'options', 'options']);
    expect([stepBack(stepOn(mode))?.step, stepBack(mode)?.step, stepBack(start)]).toEqual([
      'mode',
      'workload',
      null,
    ]);
  });

  it('offers the settings that the mode knows', () => {
    const names = (mode: PickerState['choice']['mode']): string[] =>
      rowsOf(withMode(start, catalog, mode), catalog)
        .map(row => row.name)
        .slice(0, -4);
    expect(names('sequential')).toEqual(['scale', 'seed']);
    expect(names('concurrent')).toEqual(['slice ms', 'scale', 'seed']);
    expect(names('parallel')).toEqual(['workers', 'scale', 'seed']);
    expect(names('hybrid')).toEqual(['workers', 'tasks each', 'slice ms', 'scale', 'seed']);
  });
});

describe('options', () => {
  it('moves through the rows and round', () => {
    expect(press(options, 'down').row).toBe(1);
    expect(press(options, 'j', 'k').row).toBe(0);
    expect(press(options, 'up').row).toBe(rowsOf(options, catalog).length);
  });

  it('changes numbers by a round step and stays in their range', () => {
    expect(press(at(options, 'workers'), 'right', 'right', '+').choice.workers).toBe(5);
    expect(press(at(options, 'workers'), 'left', 'left', '-').choice.workers).toBe(1);
    expect(press(at(options, 'scale'), 'right', 'right').choice.scale).toBe(1.2);
    expect(press(at(options, 'scale'), 'left').choice.scale).toBe(0.9);
    expect(press(at(options, 'upTo'), 'right').choice.options['upTo']).toBe(2_100_000);
    expect(
      press(
        at(
          { ...options, choice: { ...options.choice, options: { ...options.choice.options, upTo: 12 } } },
          'upTo',
        ),
        'left',
        'left',
        'left',
      ).choice.options['upTo'],
    ).toBe(10);
  });

  it('goes round the values of a choice and turns booleans over', () => {
    expect(press(at(options, 'split'), 'right').choice.options['split']).toBe('queue');
    expect(press(at(options, 'split'), 'right', 'right').choice.options['split']).toBe('equal');
    expect(press(at(options, 'split'), 'left').choice.options['split']).toBe('queue');
    expect(press(at(options, 'verify'), ' ').choice.options['verify']).toBe(true);
  });

  it('takes a typed number when the row is left, within its range', () => {
    const typed = press(at(options, 'workers'), '1', '6');
    expect([typed.typed, typed.choice.workers]).toEqual(['16', 2]);
    expect(press(typed, 'down').choice.workers).toBe(16);
    expect(press(typed, 'enter')).toMatchObject({ row: 0, typed: null, choice: { workers: 16 } });
    expect(press(typed, '0', '0', 'down').choice.workers).toBe(512);
    expect(press(typed, 'backspace', 'down').choice.workers).toBe(1);
    expect(press(typed, 'escape')).toMatchObject({ typed: null, choice: { workers: 2 } });
  });

  it('drops what is no number', () => {
    expect(press(at(options, 'scale'), '1', '.', '.', 'down').choice.scale).toBe(1);
    expect(press(at(options, 'upTo'), ...Array(7).fill('backspace'), 'down').choice.options['upTo']).toBe(
      2_000_000,
    );
  });

  it('takes letters only where text is asked for, there also those that are keys elsewhere', () => {
    expect(press(at(options, 'workers'), 'x').typed).toBe(null);
    const typed = press(at(options, 'label'), 'j', 'k', ' ', '+', 'backspace', '-');
    expect(typed.typed).toBe('jk -');
    expect(press(typed, 'down').choice.options['label']).toBe('jk -');
  });
});
