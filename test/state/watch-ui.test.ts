/** Which process, panel and line of the list is looked at. */
import { describe, expect, test } from 'vitest';
import { mainProcess } from '../../src/state/selectors.ts';
import type { Event, ListedProcess } from '../../src/state/state.ts';
import { asked, hello, pid, play, startMs } from '../fixtures/watch-events.ts';
import { list } from '../fixtures/watches.ts';

const action = (what: Extract<Event, { type: 'action' }>['action']): Event => ({
  type: 'action',
  atMs: startMs,
  action: what,
});

const begun = play([asked(), hello()]);

describe('the process that is looked at', () => {
  const npm = hello({ pid: 4000, title: 'npm-cli.js' });
  const child = hello({ pid: 4300, ppid: pid, title: 'worker.mjs' });

  test('is the program, and not the package runner that started it', () => {
    expect(mainProcess(play([asked(), npm]))?.pid).toBe(4000);
    expect(mainProcess(play([asked(), npm, hello({ ppid: 4000 }), child]))?.pid).toBe(pid);
  });

  test('is the next one on demand, and the first again after the last', () => {
    const three = play([asked(), npm, hello({ ppid: 4000 }), child]);
    const next = action({ type: 'next-process', step: 1 });
    expect(mainProcess(play([next], three))?.pid).toBe(4300);
    expect(mainProcess(play([next, next], three))?.pid).toBe(4000);
    expect(mainProcess(play([next, action({ type: 'next-process', step: -1 })], three))?.pid).toBe(pid);
  });

  test('is one that is alive, where there is one', () => {
    const state = play([child, { type: 'process-gone', pid, atMs: startMs }], begun);
    expect(mainProcess(state)?.pid).toBe(4300);
  });

  test('of very many the dead ones go', () => {
    const events = Array.from({ length: 250 }, (_, index): Event[] => [
      hello({ pid: 5000 + index, ppid: pid }),
      { type: 'process-gone', pid: 5000 + index, atMs: startMs },
    ]).flat();
    const state = play(events, begun);
    expect(state.processes).toHaveLength(200);
    expect(state.processes[0]?.pid).toBe(pid);
    expect(Object.keys(state.watch?.processes ?? {})).toHaveLength(200);
  });
});

describe('keys', () => {
  test('turn the panels, forwards and back', () => {
    const next = play([action({ type: 'next-watch-panel', step: 1 })], begun);
    expect(next.ui.watch.focus).toBe('loop');
    const back = play([action({ type: 'next-watch-panel', step: -1 })], begun);
    expect(back.ui.watch.focus).toBe('verdict');
  });

  test('group the stalls, and list them again', () => {
    const grouped = play([action({ type: 'toggle-blame' })], begun);
    expect(grouped.ui.watch.isGrouped).toBe(true);
    expect(play([action({ type: 'toggle-blame' })], grouped).ui.watch.isGrouped).toBe(false);
  });
});

describe('the list of processes', () => {
  test('keeps the chosen one for as long as it is there', () => {
    expect(list.state.processList?.selectedPid).toBe(5120);
    const [first, second] = list.state.processList?.processes ?? [];
    if (!first || !second) throw new Error('two processes were listed');
    const turned = play(
      [{ type: 'processes-listed', atMs: startMs + 1000, processes: [second, first] }],
      list.state,
    );
    expect(turned.processList?.selectedPid).toBe(5120);
    const gone = play([{ type: 'processes-listed', atMs: startMs + 2000, processes: [first] }], turned);
    expect(gone.processList?.selectedPid).toBe(4242);
  });

  test('chooses the nearest that is left where the chosen one has ended, whatever has begun meanwhile', () => {
    const [first, second, third] = list.state.processList?.processes ?? [];
    if (!first || !second || !third) throw new Error('three processes were listed');
    const listedNow = (processes: readonly ListedProcess[]) =>
      play([{ type: 'processes-listed', atMs: startMs + 1000, processes }], list.state).processList
        ?.selectedPid;
    const fresh = { ...first, pid: 6000 };
    expect(listedNow([fresh, first, third])).toBe(third.pid);
    expect(listedNow([fresh, first])).toBe(first.pid);
    expect(listedNow([fresh])).toBe(6000);
    expect(listedNow([])).toBe(null);
  });

  test('stops at its ends', () => {
    const far = play([action({ type: 'select-process', step: 10 })], list.state);
    expect(far.processList?.selectedPid).toBe(5300);
    const near = play([action({ type: 'select-process', step: -10 })], list.state);
    expect(near.processList?.selectedPid).toBe(4242);
  });

  test('is there again, with the reason, when the picked process will not do', () => {
    const tried = play(
      [
        asked({ target: { kind: 'pid', pid, text: 'pid 4242' } }),
        { type: 'watch-refused', atMs: startMs, reason: 'its inspector is disabled' },
      ],
      list.state,
    );
    expect(tried.ui.screen).toBe('processes');
    expect(tried.processList?.notice).toBe('its inspector is disabled');
  });
});
