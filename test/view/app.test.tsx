import { afterEach, describe, expect, it, test } from 'vitest';
import type { Snapshot } from '../../src/state/state.ts';
import { footerKeys } from '../../src/view/keys.ts';
import { layout, layoutFacts } from '../../src/view/layout.ts';
import type { PlacedName } from '../../src/view/layout.ts';
import * as panels from '../../src/view/panels/index.ts';
import type { Panel } from '../../src/view/panels/frame.ts';
import { frozen, idle, parallel, withState } from '../fixtures/states.ts';
import { colourTheme, createStage, plainTheme, withPicker } from './stage.tsx';
import type { Stage, StageOptions } from './stage.tsx';

const open: Stage[] = [];
const stageOf = (options: Partial<StageOptions> = {}): Stage => {
  const stage = createStage({ columns: 80, rows: 24, snapshot: parallel, ...options });
  open.push(stage);
  return stage;
};

afterEach(() => {
  for (const stage of open.splice(0)) stage.mounted.unmount();
});

const sizes = [
  [60, 16],
  [80, 24],
  [120, 40],
] as const;

const footer: Panel = (snapshot, size, theme) =>
  panels.footer(footerKeys(snapshot.state.ui, snapshot.state.run?.phase ?? null, size.width), size, theme);

const named: Partial<Record<PlacedName, Panel>> = { ...panels, footer, status: panels.tooSmall } as never;

/** The screen put together by hand: every panel's rows at its place. */
const composed = (snapshot: Snapshot, columns: number, rows: number): string[] => {
  const screen = Array.from({ length: rows }, () => Array<string>(columns).fill(' '));
  for (const place of layout(columns, rows, layoutFacts(snapshot)).panels) {
    const drawn = named[place.name]?.(snapshot, place, plainTheme) ?? [];
    drawn.forEach((row, y) =>
      Array.from(row).forEach((glyph, x) => {
        (screen[place.y + y] as string[])[place.x + x] = glyph;
      }),
    );
  }
  return screen.map(row => row.join('').trimEnd());
};

describe('the run screen', () => {
  test.each<readonly [number, number]>([...sizes, [40, 12], [200, 60], [19, 4]])(
    'shows every panel at its place at %dx%d',
    async (columns, rows) => {
      for (const snapshot of [parallel, frozen]) {
        const stage = stageOf({ columns, rows, snapshot });
        expect(await stage.waitFor(() => stage.emulator.text()[0] !== '')).toEqual(
          composed(snapshot, columns, rows),
        );
      }
    },
  );

  it('follows the store', async () => {
    const stage = stageOf();
    await stage.waitFor('running 00:03.2');
    stage.store.show(withState({ nowMs: parallel.state.nowMs + 1000 }));
    await stage.waitFor('running 00:04.2');
    stage.store.show(frozen);
    expect(await stage.waitFor('running 00:03.2')).toEqual(composed(frozen, 80, 24));
  });

  it('is right after every resize', async () => {
    const stage = stageOf();
    await stage.waitFor('jugglers');
    for (const [columns, rows] of [
      [120, 40],
      [60, 16],
      [61, 40],
      [200, 15],
      [40, 12],
      [80, 24],
    ] as const) {
      stage.resize(columns, rows);
      const wanted = composed(parallel, columns, rows).join('\n');
      await stage.waitFor(() => stage.emulator.text().join('\n') === wanted);
    }
  });

  it('shows no colour but what the theme has', async () => {
    const plain = stageOf({ theme: plainTheme });
    const colours = stageOf({ theme: colourTheme });
    const text = await plain.waitFor('jugglers');
    expect(await colours.waitFor('jugglers')).toEqual(text);
    // oxlint-disable-next-line no-control-regex
    const sgr = /\u001B\[[\d;]*[1-9][\d;]*m/;
    expect(plain.terminal.written.join('')).not.toMatch(sgr);
    expect(colours.terminal.written.join('')).toMatch(sgr);
  });
});

describe('the keys', () => {
  it('work one by one, also in a burst', async () => {
    const stage = stageOf();
    await stage.waitFor('jugglers');
    stage.type('jkf');
    stage.type('/w1\r');
    await stage.waitFor(() => stage.store.actions.length === 7);
    expect(stage.store.actions).toEqual([
      { type: 'scroll-log', lines: -1 },
      { type: 'scroll-log', lines: 1 },
      { type: 'toggle-freeze' },
      { type: 'open-filter' },
      { type: 'set-filter', text: 'w' },
      { type: 'set-filter', text: 'w1' },
      { type: 'close-filter' },
    ]);
  });

  it('show the filter as it is typed, in the last line', async () => {
    const stage = stageOf();
    await stage.waitFor('jugglers');
    stage.type('/w1 q');
    expect((await stage.waitFor('/w1 q_')).at(-1)).toBe(' /w1 q_  enter keep  esc clear');
    stage.type('\u001B');
    const rows = await stage.waitFor('w workload');
    expect(rows).toEqual(composed(stage.store.getSnapshot(), 80, 24));
  });

  test.each(sizes)('open the help and close it at %dx%d', async (columns, rows) => {
    const stage = stageOf({ columns, rows });
    const before = await stage.waitFor('jugglers');
    stage.type('?');
    const help = await stage.waitFor('close help');
    await expect(help.join('\n')).toMatchFileSnapshot(`../frames/app/help-${columns}x${rows}.txt`);
    stage.type('?');
    await stage.waitFor('jugglers');
    expect(stage.emulator.text()).toEqual(before);
  });

  it('show the summary, which says so while there is none', async () => {
    const stage = stageOf();
    await stage.waitFor('jugglers');
    stage.type('s');
    await stage.waitFor('nothing to sum up before the end of a run');
  });

  it('hand over what has an effect', async () => {
    const stage = stageOf();
    await stage.waitFor('jugglers');
    stage.type('\u0003');
    stage.type('\u001B');
    await stage.waitFor(() => stage.store.actions.length === 2);
    expect(stage.store.actions).toEqual([{ type: 'quit' }, { type: 'cancel' }]);
  });
});

describe('every way out gives the terminal back', () => {
  const isGivenBack = async (stage: Stage): Promise<void> => {
    await stage.emulator.feed('');
    expect(stage.emulator.isAlternate).toBe(false);
    expect(stage.terminal.written.join('').lastIndexOf('\u001B[?25h')).toBeGreaterThanOrEqual(
      stage.terminal.written.join('').lastIndexOf('\u001B[?25l'),
    );
    expect(stage.terminal.keyboard.isRaw).toBe(false);
    expect(stage.terminal.isClosed).toBe(true);
  };

  it('unmount, however often', async () => {
    const stage = stageOf();
    await stage.waitFor('jugglers');
    expect([stage.emulator.isAlternate, stage.terminal.keyboard.isRaw]).toEqual([true, true]);
    stage.mounted.unmount();
    stage.mounted.unmount();
    expect(await stage.mounted.waitUntilExit).toBe(null);
    await isGivenBack(stage);
  });

  it('a panel that throws at first', async () => {
    const broken = withState({ run: { ...parallel.state.run, tasks: null } as never });
    const stage = stageOf({ snapshot: broken });
    expect(await stage.mounted.waitUntilExit).toBeInstanceOf(TypeError);
    await isGivenBack(stage);
  });

  it('a panel that throws later', async () => {
    const stage = stageOf();
    await stage.waitFor('jugglers');
    stage.store.show(withState({ run: { ...parallel.state.run, tasks: null } as never }));
    expect(await stage.mounted.waitUntilExit).toBeInstanceOf(TypeError);
    await isGivenBack(stage);
  });

  it('an action that throws', async () => {
    const stage = stageOf({
      onAction: () => {
        throw new Error('no such lab');
      },
    });
    await stage.waitFor('jugglers');
    stage.type('r');
    expect(await stage.mounted.waitUntilExit).toEqual(new Error('no such lab'));
    await isGivenBack(stage);
  });

  test.each(['Ctrl-Z', 'a signal'])('and takes it again after %s', async how => {
    const stage = stageOf();
    const before = await stage.waitFor('jugglers');
    const seen: boolean[] = [];
    stage.terminal.whileStopped = async () => {
      await stage.emulator.feed('$ a shell was here\r\n');
      seen.push(stage.emulator.isAlternate, stage.terminal.keyboard.isRaw);
    };
    if (how === 'Ctrl-Z') stage.type('\u001A');
    else stage.terminal.askToStop();
    await stage.waitFor(
      () => seen.length > 0 && stage.emulator.isAlternate && stage.emulator.text()[0] !== '',
    );
    expect(seen).toEqual([false, false]);
    expect([stage.terminal.stops, stage.terminal.keyboard.isRaw]).toEqual([1, true]);
    expect(stage.emulator.text()).toEqual(before);
    stage.type('?');
    await stage.waitFor('close help');
  });
});

describe('the picker', () => {
  test.each(sizes)('leads from workload to start at %dx%d', async (columns, rows) => {
    const stage = stageOf({ columns, rows, snapshot: withPicker(idle) });
    const golden = (name: string, frame: readonly string[]): Promise<void> =>
      expect(frame.join('\n')).toMatchFileSnapshot(`../frames/app/picker-${name}-${columns}x${rows}.txt`);
    await golden('workload', await stage.waitFor('▸ Primes'));
    stage.type('\r');
    await golden('mode', await stage.waitFor('▸ parallel'));
    stage.type('\r');
    await golden('options', await stage.waitFor('▸ Start'));
    stage.type('\r');
    await stage.waitFor(() => stage.store.actions.length === 1);
    expect(stage.store.actions).toEqual([
      {
        type: 'start',
        choice: {
          workloadId: 'primes',
          mode: 'parallel',
          workers: 2,
          tasksPerWorker: 4,
          sliceMs: 10,
          seed: 1,
          scale: 1,
          options: { upTo: 2_000_000, split: 'equal', verify: false, label: '' },
        },
      },
    ]);
  });

  it('follows the highlighted line, and scrolls where the list is longer than its place', async () => {
    const stage = stageOf({ columns: 40, rows: 12, snapshot: withPicker(idle) });
    await stage.waitFor('▸ Primes');
    for (const title of ['A and B', 'Breakfast', 'HTTP calls']) {
      stage.type('\u001B[B');
      await stage.waitFor(`What ${title} teaches.`);
    }
    await expect((await stage.waitFor('5/8')).join('\n')).toMatchFileSnapshot(
      '../frames/app/picker-scrolled-40x12.txt',
    );
  });

  it('changes options with the arrows and with digits, and starts with them', async () => {
    const stage = stageOf({ snapshot: withPicker(idle) });
    await stage.waitFor('▸ Primes');
    stage.type('\r');
    await stage.waitFor('▸ parallel');
    stage.type('\u001B[B');
    await stage.waitFor('▸ hybrid');
    stage.type('\r');
    await stage.waitFor('▸ Start');
    stage.type('\u001B[B\u001B[C\u001B[C');
    await stage.waitFor('← 4 →');
    stage.type('\u001B[B16');
    await stage.waitFor('16_');
    stage.type('\r');
    await stage.waitFor(/▸ Start[^]*16/);
    stage.type('\r');
    await stage.waitFor(() => stage.store.actions.length === 1);
    expect(stage.store.actions).toMatchObject([
      { type: 'start', choice: { mode: 'hybrid', workers: 4, tasksPerWorker: 16 } },
    ]);
  });

  it('goes back step by step with Escape, and from the first step to the run', async () => {
    const stage = stageOf();
    await stage.waitFor('jugglers');
    stage.type('w');
    await stage.waitFor('▸ Primes');
    stage.type('\r');
    await stage.waitFor('one task after another');
    stage.type('\r');
    await stage.waitFor('▸ Start');
    stage.type('\u001B');
    await stage.waitFor('one task after another');
    stage.type('\u001B');
    await stage.waitFor('▸ Primes');
    stage.type('\u001B');
    await stage.waitFor('in flight');
    expect(stage.store.actions).toEqual([{ type: 'open-picker' }, { type: 'close-picker' }]);
  });

  it('has its help, and quits', async () => {
    const stage = stageOf({ snapshot: withPicker(idle) });
    await stage.waitFor('▸ Primes');
    stage.type('?');
    await stage.waitFor('choose from the list');
    stage.type('?');
    await stage.waitFor('▸ Primes');
    stage.type('\u0003');
    await stage.waitFor(() => stage.store.actions.length === 3);
    expect(stage.store.actions.at(-1)).toEqual({ type: 'quit' });
  });

  it('shows text of a workload file as text', async () => {
    const evil = {
      id: 'x',
      title: 'x\u001B[2J\u001B]0;owned\u0007',
      story: '\u001Bc\u009B2J',
      teaches: 'a\nb\rc',
      kind: 'cpu' as const,
      options: [],
    };
    const stage = stageOf({
      snapshot: withPicker(idle),
      catalog: {
        machine: { usableCores: 0.5 },
        modes: [],
        workloads: [evil],
        defaults: {
          workloadId: 'x',
          mode: 'parallel',
          workers: 1,
          tasksPerWorker: 1,
          sliceMs: 10,
          seed: 1,
          scale: 1,
          options: {},
        },
      },
    });
    const text = (await stage.waitFor('a\\nb\\rc')).join('\n');
    expect(text).toContain('x\\x1b[2J\\x1b]0;owned\\x07');
    expect(text).toContain('\\x1bc\\x9b2J');
  });
});
