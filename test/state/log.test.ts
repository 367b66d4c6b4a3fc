import { expect, test } from 'vitest';
import { filteredLog } from '../../src/state/log-filter.ts';
import type { Action, Event, LogEntry } from '../../src/state/state.ts';
import { replay, running } from './build.ts';

const entry = (text: string, task: number | null = null): LogEntry => ({
  atMs: 1,
  lane: 'w1',
  task,
  kind: 'emit',
  text,
  durationMs: null,
});
const output = (text: string): Event => ({ type: 'output', atMs: 1100, stream: 'stdout', text });
const act = (action: Action): Event => ({ type: 'action', atMs: 1200, action });

test('the filter looks at lane, task, kind and text, in upper or lower case', () => {
  const log = { entries: [entry('Hello', 4), entry('other', 5)], dropped: 0 };
  expect(filteredLog(log, '')).toBe(log.entries);
  expect(filteredLog(log, 'hELL')).toMatchObject({ parts: [[log.entries[0]]] });
  expect(filteredLog(log, 'task 5')).toMatchObject({ parts: [[log.entries[1]]] });
  expect(filteredLog(log, 'W1')).toHaveLength(2);
  expect(filteredLog(log, 'nowhere')).toHaveLength(0);
});

test('a reader who has scrolled up keeps the lines in sight while new ones come', () => {
  const state = replay(
    [output('a'), output('b'), act({ type: 'scroll-log', lines: 1 }), output('c')],
    running(1),
  );
  expect(state.ui.logScroll).toBe(2);
  const filtered = replay(
    [
      act({ type: 'set-filter', text: 'b' }),
      act({ type: 'scroll-log', lines: 1 }),
      output('c'),
      output('bb'),
    ],
    state,
  );
  expect(filtered.ui.logScroll).toBe(2);
  expect(replay([act({ type: 'follow-log' }), output('d')], filtered).ui.logScroll).toBe(0);
});

test('one cannot scroll beyond either end', () => {
  const state = replay([output('a'), output('b')], running(1));
  expect(replay([act({ type: 'scroll-log', lines: 99 })], state).ui.logScroll).toBe(2);
  expect(replay([act({ type: 'scroll-log', lines: -99 })], state).ui.logScroll).toBe(0);
});
