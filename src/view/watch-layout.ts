/** Where each panel of a watch goes. The panels tile the screen exactly: no gap, no overlap, nothing outside. */
import type { WatchPanelName } from '../state/state.ts';
import { cutLeft, cutTop } from './placed.ts';
import type { Area } from './placed.ts';

type WatchPlacedName = WatchPanelName | 'header' | 'footer' | 'status';

export interface WatchPlace extends Area {
  readonly name: WatchPlacedName;
}

const placed = (name: WatchPlacedName, area: Area): WatchPlace => ({ name, ...area });

/** Figures, chart, and the border. */
const loopHeight = 7;
/** Two lines of figures, two charts, and the border. */
const memoryHeight = 6;
/** Two lines of figures and two of advice, and the border. */
const verdictHeight = 6;

const beside = (
  area: Area,
  share: number,
  names: readonly [WatchPanelName, WatchPanelName],
): WatchPlace[] => {
  const [left, right] = cutLeft(area, Math.round(area.width * share));
  return [placed(names[0], left), placed(names[1], right)];
};

/** From 110x34 on all of it. */
function everything(area: Area): WatchPlace[] {
  const [top, below] = cutTop(area, Math.max(loopHeight, Math.round(area.height * 0.2)));
  const [word, rest] = cutTop(below, verdictHeight);
  const [middle, bottom] = cutTop(rest, Math.round(rest.height * 0.4));
  const [left, right] = cutLeft(bottom, Math.round(bottom.width * 0.55));
  const [threads, output] = cutTop(left, Math.ceil(left.height * 0.6));
  const [memory, others] = cutTop(right, Math.min(memoryHeight, right.height - 6));
  const [tree, handles] = cutTop(others, Math.ceil(others.height * 0.6));
  return [
    ...beside(top, 0.4, ['cores', 'loop']),
    placed('verdict', word),
    placed('stalls', middle),
    placed('threads', threads),
    placed('output', output),
    placed('memory', memory),
    placed('processes', tree),
    placed('resources', handles),
  ];
}

/** The panels that stand there at all times; Tab takes the rest one after the other into the last place. */
function few(area: Area, focus: WatchPanelName): WatchPlace[] {
  const [top, below] = cutTop(area, Math.min(loopHeight, Math.max(4, Math.floor(area.height * 0.36))));
  const isRoomy = below.height >= 14;
  if (!isRoomy) return [placed('loop', top), placed(focus === 'loop' ? 'stalls' : focus, below)];
  const [stalls, last] = cutTop(below, Math.ceil(below.height / 2));
  if (focus === 'loop')
    return [placed('loop', { ...top, height: top.height + stalls.height }), placed('stalls', last)];
  const third = focus === 'stalls' ? 'verdict' : focus;
  return [placed('loop', top), placed('stalls', stalls), placed(third, last)];
}

/** `columns` x `rows` cells. Under 60x16 one panel at a time (`focus`), under 20x5 one status line. */
export function watchLayout(columns: number, rows: number, focus: WatchPanelName): readonly WatchPlace[] {
  const screen = { x: 0, y: 0, width: columns, height: rows };
  if (columns < 20 || rows < 5) return [placed('status', screen)];
  const [header, rest] = cutTop(screen, 1);
  const [middle, footer] = cutTop(rest, rest.height - 1);
  const body = (): WatchPlace[] => {
    if (columns < 60 || rows < 16) return [placed(focus, middle)];
    return columns >= 110 && rows >= 34 ? everything(middle) : few(middle, focus);
  };
  return [placed('header', header), ...body(), placed('footer', footer)];
}
