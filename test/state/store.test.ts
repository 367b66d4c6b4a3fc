import { expect, test } from 'vitest';
import type { Action, Event } from '../../src/state/state.ts';
import { createStore } from '../../src/state/store.ts';
import { asked, finished, hello, lane, started } from './build.ts';

const setUp = (maxPublishesPerSecond = 4) => {
  let nowMs = 0;
  const store = createStore({ clock: { nowMs: () => nowMs }, maxPublishesPerSecond });
  let published = 0;
  store.subscribe(() => (published += 1));
  const dispatch = (...events: Event[]) => events.forEach(event => store.dispatch(event));
  return {
    store,
    dispatch,
    act: (action: Action) => dispatch({ type: 'action', atMs: nowMs, action }),
    at: (ms: number) => void (nowMs = ms),
    published: () => published,
  };
};

const output = (text: string): Event => ({ type: 'output', atMs: 1, stream: 'stdout', text });
const memory: Event = { type: 'memory', pid: 10, atMs: 1, rssBytes: 1 };

test('events are applied at once and shown at the next publish, at most so many a second', () => {
  const { store, dispatch, at, published } = setUp(4);
  const first = store.getSnapshot();
  dispatch(asked(), hello(10));
  expect(store.getSnapshot()).toBe(first);
  expect(store.getState().run?.phase).toBe('starting');
  at(1000);
  expect(store.publish()).toBe(true);
  dispatch(started(1));
  at(1100);
  expect(store.publish()).toBe(false);
  at(1250);
  expect(store.publish()).toBe(true);
  expect(store.getSnapshot().state).toBe(store.getState());
  expect(published()).toBe(2);
});

test('nothing is published while nothing changes: with nothing to watch, time alone is no change', () => {
  const { store, dispatch, at, published } = setUp();
  for (const ms of [1000, 2000, 3000]) {
    at(ms);
    dispatch({ type: 'tick', atMs: ms });
    store.publish();
  }
  expect(published()).toBe(0);
});

test("a key's effect on the picture does not wait for the next frame", () => {
  const { store, act, published } = setUp();
  act({ type: 'toggle-help' });
  expect(store.getSnapshot().state.ui.isHelpOpen).toBe(true);
  act({ type: 'quit' });
  expect(published()).toBe(1);
});

test('frozen: the picture stands still, the work goes on, the keys still move the picture', () => {
  const { store, dispatch, act, at } = setUp();
  dispatch(asked(), hello(10), lane('w1'), started(1), output('one'));
  act({ type: 'toggle-freeze' });
  const frozen = store.getSnapshot();
  expect(frozen.temporality).toBe('frozen');
  dispatch(output('two'), memory);
  at(1000);
  expect(store.publish()).toBe(false);
  act({ type: 'scroll-log', lines: 1 });
  const scrolled = store.getSnapshot();
  expect(scrolled.state.ui.logScroll).toBe(1);
  expect(scrolled.state.log).toBe(frozen.state.log);
  expect(store.getState().log.entries).toHaveLength(2);
  act({ type: 'toggle-freeze' });
  expect(store.getSnapshot()).toEqual({ state: store.getState(), temporality: 'live' });
});

test('the end of a run does not break into a frozen picture; a new run does', () => {
  const { store, dispatch, act, at } = setUp();
  dispatch(asked(), lane('w1'), started(1));
  act({ type: 'toggle-freeze' });
  dispatch(finished(['done']));
  at(1000);
  store.publish();
  expect(store.getSnapshot().state.run?.phase).toBe('running');
  dispatch(asked({ id: 'r2' }));
  store.publish();
  expect(store.getSnapshot()).toMatchObject({ temporality: 'live', state: { run: { phase: 'starting' } } });
});

test('a listener that has left is not called', () => {
  const { store, act } = setUp();
  let calls = 0;
  const leave = store.subscribe(() => (calls += 1));
  leave();
  act({ type: 'toggle-help' });
  expect(calls).toBe(0);
});
