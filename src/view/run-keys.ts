/** The part of the key table that is about a run and its picture. Pure. */
import type { Action } from '../state/state.ts';
import { says } from './binding.ts';
import type { Binding, Situation } from './binding.ts';

const isRunning = ({ phase }: Situation): boolean =>
  phase === 'starting' || phase === 'running' || phase === 'cancelling';
const isIdle = (situation: Situation): boolean => !isRunning(situation);

const pageLines = 10;
const laneRows = 5;
/** More than the timeline of a usual terminal has rows. */
const manyLanes = 16;
// More than any log holds; the state clamps it.
const allLines = 1_000_000;

const scroll = (lines: number): Action => ({ type: 'scroll-log', lines });

/** What is done with the run. The first binding that fits a stroke and the situation wins. */
export const runBindings: readonly Binding[] = [
  {
    strokes: ['f', ' '],
    action: { type: 'toggle-freeze' },
    footer: says('f', 'freeze'),
    help: says('f space', 'freeze the picture; the work goes on'),
  },
  {
    strokes: ['escape'],
    action: { type: 'cancel' },
    footer: says('esc', 'cancel'),
    help: says('esc', 'cancel the run; then back to the picker'),
    when: isRunning,
  },
  { strokes: ['escape'], action: { type: 'open-picker' }, footer: null, help: null, when: isIdle },
  {
    strokes: ['r'],
    action: { type: 'run-again' },
    footer: says('r', 'run again'),
    help: says('r', 'the same run once more'),
    isOffered: isIdle,
  },
  {
    strokes: ['m'],
    action: { type: 'change-mode', step: 1 },
    footer: says('m', 'mode'),
    help: says('m M', 'run in the next or the previous mode'),
  },
  { strokes: ['M'], action: { type: 'change-mode', step: -1 }, footer: null, help: null },
  {
    strokes: ['w'],
    action: { type: 'open-picker' },
    footer: says('w', 'workload'),
    help: says('w', 'choose workload, mode and options'),
  },
  {
    strokes: ['+', '='],
    action: { type: 'change-workers', step: 1 },
    footer: says('+/-', 'workers'),
    help: says('+ -', 'run with one worker more or less'),
  },
  { strokes: ['-', '_'], action: { type: 'change-workers', step: -1 }, footer: null, help: null },
];

/** What is done with the picture. */
export const viewBindings: readonly Binding[] = [
  {
    strokes: ['s'],
    action: { type: 'toggle-summary' },
    footer: says('s', 'summary'),
    help: says('s', 'show or hide the summary'),
    isOffered: ({ phase }) => phase === 'finished',
  },
  {
    strokes: ['/'],
    action: { type: 'open-filter' },
    footer: says('/', 'filter'),
    help: says('/', 'filter the log by lane, task, kind or text'),
  },
  {
    strokes: ['tab'],
    action: { type: 'next-panel' },
    footer: says('tab', 'panel'),
    help: says('tab', 'next panel, where there is room for one'),
    isOffered: ({ hasOnePanel }) => hasOnePanel === true,
  },
  {
    strokes: ['up', 'k'],
    action: scroll(1),
    footer: null,
    help: says('↑↓ pgup pgdn', 'scroll the log; k and j do too'),
  },
  { strokes: ['down', 'j'], action: scroll(-1), footer: null, help: null },
  { strokes: ['pageup'], action: scroll(pageLines), footer: null, help: null },
  { strokes: ['pagedown'], action: scroll(-pageLines), footer: null, help: null },
  {
    strokes: ['home', 'g'],
    action: scroll(allLines),
    footer: null,
    help: says('g G', 'the oldest or the newest line of the log'),
  },
  { strokes: ['end', 'G'], action: { type: 'follow-log' }, footer: null, help: null },
  {
    strokes: [']'],
    action: { type: 'scroll-lanes', rows: laneRows },
    footer: says('[ ]', 'lanes'),
    help: says('[ ]', 'scroll the lanes, where there are more than rows'),
    isOffered: ({ lanes }) => lanes > manyLanes,
  },
  { strokes: ['['], action: { type: 'scroll-lanes', rows: -laneRows }, footer: null, help: null },
  {
    strokes: ['?'],
    action: { type: 'toggle-help' },
    footer: says('?', 'help'),
    // The footer says it, also while the help is open.
    help: null,
  },
  { strokes: ['q'], action: { type: 'quit' }, footer: says('q', 'quit'), help: says('q', 'quit') },
];
