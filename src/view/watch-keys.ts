/** The part of the key table that is about a watched program and the list of processes. Pure. */
import { says } from './binding.ts';
import type { Binding, Situation } from './binding.ts';
import type { KeyHelp } from './panels/index.ts';

const isAsking = ({ watch }: Situation): boolean => watch?.phase === 'asking';
const isNotAsking = (situation: Situation): boolean => !isAsking(situation);
/** A program that we started ends with its watch, so that only `q` leaves it. */
const isAttached = (situation: Situation): boolean =>
  isNotAsking(situation) && situation.watch?.target.kind === 'pid';

/** Shown in the footer before the keys that all screens share. */
export const watchBindings: readonly Binding[] = [
  {
    strokes: ['y', 'Y'],
    action: { type: 'answer-attach', isYes: true },
    footer: says('y', 'attach'),
    help: null,
    when: isAsking,
  },
  {
    strokes: ['n', 'N', 'escape'],
    action: { type: 'answer-attach', isYes: false },
    footer: says('n', 'leave it alone'),
    help: null,
    when: isAsking,
  },
  {
    strokes: ['b'],
    action: { type: 'toggle-blame' },
    footer: says('b', 'blame'),
    help: says('b', 'stalls by the function to blame, or newest first'),
    when: isNotAsking,
  },
  {
    strokes: ['tab'],
    action: { type: 'next-watch-panel', step: 1 },
    footer: says('tab', 'panel'),
    help: says('tab', 'next panel, where there is no room for all'),
    when: isNotAsking,
  },
  {
    strokes: ['n', 'right'],
    action: { type: 'next-process', step: 1 },
    footer: says('n', 'process'),
    help: says('n N', 'look at the next or the previous process'),
    when: isNotAsking,
  },
  {
    strokes: ['N', 'left'],
    action: { type: 'next-process', step: -1 },
    footer: null,
    help: null,
    when: isNotAsking,
  },
  {
    strokes: ['escape'],
    action: { type: 'leave-watch' },
    footer: says('esc', 'let go'),
    help: says('esc', 'let go of an attached process; back to the list'),
    when: isAttached,
  },
];

/** Words of the panels that do not explain themselves. */
export const watchWords: readonly KeyHelp[] = [
  says('starved', 'share of the time a thread was ready, but had no core'),
];

const pageLines = 10;

/** Of the list of processes. */
export const listBindings: readonly Binding[] = [
  {
    strokes: ['up', 'k'],
    action: { type: 'select-process', step: -1 },
    footer: says('↑↓', 'choose'),
    help: says('↑↓ pgup pgdn', 'choose a process; k and j do too'),
  },
  { strokes: ['down', 'j'], action: { type: 'select-process', step: 1 }, footer: null, help: null },
  { strokes: ['pageup'], action: { type: 'select-process', step: -pageLines }, footer: null, help: null },
  { strokes: ['pagedown'], action: { type: 'select-process', step: pageLines }, footer: null, help: null },
  {
    strokes: ['enter'],
    action: { type: 'watch-selected' },
    footer: says('enter', 'watch'),
    help: says('enter', 'watch the chosen process; asks before it attaches'),
  },
];
