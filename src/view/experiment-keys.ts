/** The part of the key table that is about a race or a sweep: nothing here may start a run in the middle of it. Pure. */
import { says } from './binding.ts';
import type { Binding, Situation } from './binding.ts';

const isOver = ({ experiment }: Situation): boolean =>
  experiment === 'finished' || experiment === 'cancelled';
const isOn = (situation: Situation): boolean => !isOver(situation);

/** Shown in the footer before the keys that all screens share. */
export const experimentBindings: readonly Binding[] = [
  {
    strokes: ['escape'],
    action: { type: 'cancel' },
    footer: says('esc', 'cancel'),
    help: says('esc', 'cancel, and show what there is; then back to the picker'),
    when: isOn,
  },
  { strokes: ['escape'], action: { type: 'open-picker' }, footer: null, help: null, when: isOver },
  {
    strokes: ['r'],
    action: { type: 'run-again' },
    footer: says('r', 'again'),
    help: says('r', 'the same race or sweep once more'),
    when: isOver,
  },
  {
    strokes: ['s'],
    action: { type: 'toggle-summary' },
    footer: says('s', 'result'),
    help: says('s', 'show or hide the result'),
    when: isOver,
  },
  {
    strokes: ['w'],
    action: { type: 'open-picker' },
    footer: says('w', 'workload'),
    help: says('w', 'choose workload, mode and options'),
    when: isOver,
  },
];
