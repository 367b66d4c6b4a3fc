/** The keys of a watch and of the list of processes: what they do, and which of them the footer shows. */
import { expect, test } from 'vitest';
import type { Snapshot } from '../../../src/state/state.ts';
import { actionsFor, footerKeys, helpKeysFor, situationOf } from '../../../src/view/keys.ts';
import { asked, hello, play } from '../../fixtures/watch-events.ts';
import { asking, list, server } from '../../fixtures/watches.ts';

const actionOf = ({ state }: Snapshot, stroke: string) => actionsFor(stroke, situationOf(state));
const footerOf = ({ state }: Snapshot) => footerKeys(situationOf(state), 120).map(({ key }) => key);

const attached: Snapshot = {
  state: play([asked({ target: { kind: 'pid', pid: 4242, text: 'pid 4242' } }), hello()]),
  temporality: 'live',
};

test('a question takes an answer, help and quit', () => {
  expect(footerOf(asking)).toEqual(['y', 'n', '?', 'q']);
  expect(actionOf(asking, 'y')).toEqual([{ type: 'answer-attach', isYes: true }]);
  expect(actionOf(asking, 'escape')).toEqual([{ type: 'answer-attach', isYes: false }]);
  expect(actionOf(asking, 'b')).toEqual([]);
  expect(actionOf(asking, 'ctrl-c')).toEqual([{ type: 'interrupt' }]);
});

test('a watch groups, turns panels and processes', () => {
  expect(footerOf(server)).toEqual(['b', 'tab', 'n', 'f', '/', '?', 'q']);
  expect(actionOf(server, 'b')).toEqual([{ type: 'toggle-blame' }]);
  expect(actionOf(server, 'tab')).toEqual([{ type: 'next-watch-panel', step: 1 }]);
  expect(actionOf(server, 'N')).toEqual([{ type: 'next-process', step: -1 }]);
  expect(actionOf(server, 'up')).toEqual([{ type: 'scroll-log', lines: 1 }]);
  expect(actionOf(server, 'm')).toEqual([]);
});

test('only an attached process is let go of by Escape', () => {
  expect(actionOf(server, 'escape')).toEqual([]);
  expect(actionOf(attached, 'escape')).toEqual([{ type: 'leave-watch' }]);
  expect(footerOf(attached)).toContain('esc');
});

test('the list chooses and watches', () => {
  expect(footerOf(list)).toEqual(['↑↓', 'enter', '?', 'q']);
  expect(actionOf(list, 'j')).toEqual([{ type: 'select-process', step: 1 }]);
  expect(actionOf(list, 'enter')).toEqual([{ type: 'watch-selected' }]);
  expect(actionOf(list, 'f')).toEqual([]);
});

test('the help of each screen has its own keys', () => {
  expect(helpKeysFor(situationOf(server.state)).map(({ key }) => key)).toContain('b');
  expect(helpKeysFor(situationOf(server.state))).toContainEqual({
    key: '/',
    help: 'filter the output by text, stdout or stderr',
  });
  expect(helpKeysFor(situationOf(server.state))).toContainEqual({
    key: 'starved',
    help: 'share of the time a thread was ready, but had no core',
  });
  expect(helpKeysFor(situationOf(list.state)).map(({ key }) => key)).toContain('enter');
  expect(helpKeysFor(situationOf(list.state)).map(({ key }) => key)).not.toContain('b');
});
