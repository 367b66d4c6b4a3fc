import { expect, it } from 'vitest';
import type { PanelName } from '../../src/state/state.ts';
import { layout, layoutFacts } from '../../src/view/layout.ts';
import type { LayoutFacts } from '../../src/view/layout.ts';
import type { PlacedPanel } from '../../src/view/placed.ts';
import { idle, parallel } from '../fixtures/states.ts';
import { concurrent } from '../fixtures/timelines.ts';

const facts: LayoutFacts = {
  cores: 2,
  lanes: 3,
  isSummaryOpen: false,
  summaryRows: 23,
  focus: 'tasks',
  experiment: null,
  variants: 0,
  barsRows: 0,
};

const isWithin = (columns: number, rows: number) => (panel: PlacedPanel) =>
  panel.x >= 0 &&
  panel.y >= 0 &&
  panel.width > 0 &&
  panel.height > 0 &&
  panel.x + panel.width <= columns &&
  panel.y + panel.height <= rows;

const overlaps = (a: PlacedPanel, b: PlacedPanel): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Inside the screen, disjoint, and as large together as the screen: then there is no gap. */
function isTiled(panels: readonly PlacedPanel[], columns: number, rows: number): boolean {
  const area = panels.reduce((sum, { width, height }) => sum + width * height, 0);
  const hasOverlap = panels.some((a, index) => panels.slice(index + 1).some(b => overlaps(a, b)));
  return panels.every(isWithin(columns, rows)) && !hasOverlap && area === columns * rows;
}

it('tiles every screen exactly', () => {
  const wrong: string[] = [];
  for (let columns = 1; columns <= 320; columns += 3) {
    for (let rows = 1; rows <= 110; rows += 1) {
      for (const cores of [1, 16, 64, 256]) {
        for (const lanes of [1, 3, 24, 200]) {
          for (const isSummaryOpen of [false, true]) {
            const { panels } = layout(columns, rows, {
              ...facts,
              cores,
              lanes,
              isSummaryOpen,
              summaryRows: lanes,
              focus: 'loop',
            });
            if (!isTiled(panels, columns, rows)) {
              wrong.push(`${columns}x${rows} ${cores} ${lanes} ${isSummaryOpen}`);
            }
          }
        }
      }
    }
  }
  expect(wrong).toEqual([]);
});

it('tiles every screen of a race and of a sweep exactly', () => {
  const wrong: string[] = [];
  for (const experiment of ['race', 'bars', 'curve', 'whole-curve'] as const) {
    for (let columns = 1; columns <= 240; columns += 3) {
      for (let rows = 1; rows <= 80; rows++) {
        for (const variants of [1, 4, 20]) {
          const { panels } = layout(columns, rows, {
            ...facts,
            experiment,
            variants,
            barsRows: variants * 3,
          });
          if (!isTiled(panels, columns, rows)) wrong.push(`${experiment} ${columns}x${rows} ${variants}`);
        }
      }
    }
  }
  expect(wrong).toEqual([]);
});

const brief = ({ name, x, y, width, height }: PlacedPanel) => `${name} ${width}x${height}+${x}+${y}`;
const briefs = (columns: number, rows: number, changes: Partial<LayoutFacts> = {}) =>
  layout(columns, rows, { ...facts, ...changes }).panels.map(brief);

it('120x40', () => {
  expect(briefs(120, 40)).toEqual([
    'header 120x1+0+0',
    'cores 48x7+0+1',
    'loop 72x7+48+1',
    'timeline 120x9+0+8',
    'tasks 120x22+0+17',
    'footer 120x1+0+39',
  ]);
});

it('80x24: cores beside loop, a row a lane, and at least five lines of log', () => {
  expect(briefs(80, 24)).toEqual([
    'header 80x1+0+0',
    'cores 32x7+0+1',
    'loop 48x7+32+1',
    'timeline 80x6+0+8',
    'tasks 80x9+0+14',
    'footer 80x1+0+23',
  ]);
});

it.each([
  [80, 24],
  [100, 30],
  [120, 40],
  [200, 60],
  [300, 100],
])('keeps five lines of log at %ix%i, whatever else there is', (columns, rows) => {
  const { panels } = layout(columns, rows, { ...facts, cores: 256, lanes: 200 });
  expect(panels.find(({ name }) => name === 'tasks')?.height).toBeGreaterThanOrEqual(7);
});

it('shortens the log to three lines where lanes would find no room otherwise', () => {
  expect(briefs(60, 16, { lanes: 16 }).slice(3, 5)).toEqual(['timeline 60x5+0+5', 'tasks 60x5+0+10']);
  expect(briefs(60, 16, { lanes: 1 }).slice(3, 5)).toEqual(['timeline 60x4+0+5', 'tasks 60x6+0+9']);
});

it('shows one panel at a time under 60x16', () => {
  expect(briefs(59, 30)).toEqual(['header 59x1+0+0', 'tasks 59x28+0+1', 'footer 59x1+0+29']);
  const names: PanelName[] = ['cores', 'loop', 'timeline', 'tasks', 'summary'];
  expect(names.map(focus => briefs(80, 15, { focus })[1])).toEqual(names.map(name => `${name} 80x13+0+1`));
});

it('is one status line under 20x5', () => {
  expect(briefs(19, 40)).toEqual(['status 19x40+0+0']);
  expect(briefs(80, 4)).toEqual(['status 80x4+0+0']);
});

it('gives the summary the screen where it is small, and the upper half where it is large', () => {
  expect(briefs(80, 24, { isSummaryOpen: true })[1]).toBe('summary 80x22+0+1');
  expect(briefs(120, 40, { isSummaryOpen: true }).slice(1, -1)).toEqual([
    'summary 120x23+0+1',
    'timeline 120x6+0+24',
    'tasks 120x9+0+30',
  ]);
});

it('gives many cores the whole width', () => {
  expect(briefs(120, 40, { cores: 64 }).slice(1, 3)).toEqual(['cores 120x13+0+1', 'loop 120x5+0+14']);
});

it('puts the log beside the rest on wide screens', () => {
  expect(briefs(200, 60)).toEqual([
    'header 200x1+0+0',
    'cores 48x23+0+1',
    'loop 72x23+48+1',
    'timeline 120x35+0+24',
    'tasks 80x58+120+1',
    'footer 200x1+0+59',
  ]);
});

it('shows a race above the meters, and its result above the race where both have room', () => {
  const race = { experiment: 'race', variants: 4, barsRows: 18 } as const;
  const bars = { ...race, experiment: 'bars' } as const;
  expect(briefs(80, 24, race).slice(1, -1)).toEqual(['race 80x17+0+1', 'cores 32x5+0+18', 'loop 48x5+32+18']);
  expect(briefs(40, 12, race)[1]).toBe('race 40x10+0+1');
  expect(briefs(40, 12, { ...race, focus: 'loop' })[1]).toBe('loop 40x10+0+1');
  expect(briefs(80, 24, bars).slice(1, -1)).toEqual(['bars 80x22+0+1']);
  expect(briefs(120, 40, bars).slice(1, -1)).toEqual(['bars 120x18+0+1', 'race 120x20+0+19']);
  expect(briefs(120, 40, { experiment: 'whole-curve' }).slice(1, -1)).toEqual(['curve 120x38+0+1']);
});

it('asks the run how many rows its timeline could fill', () => {
  expect([idle, parallel, concurrent].map(snapshot => layoutFacts(snapshot).lanes)).toEqual([3, 2, 16]);
});
