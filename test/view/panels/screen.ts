/** Whole screens as the app puts them together, and the themes to draw them with. */
import { buildReport } from '../../../src/analysis/report.ts';
import { footerKeys, situationOf } from '../../../src/view/keys.ts';
import { hasOnePanel, layout, layoutFacts } from '../../../src/view/layout.ts';
import type { PlacedPanel } from '../../../src/view/placed.ts';
import * as panels from '../../../src/view/panels/index.ts';
import type { PanelRow } from '../../../src/view/panels/row.ts';
import { detectTheme } from '../../../src/view/theme.ts';
import type { Size } from '../../../src/view/text.ts';
import type { Theme } from '../../../src/view/theme.ts';
import type { Snapshot } from '../../../src/state/state.ts';
import { parallelReport } from '../../fixtures/reports.ts';

const theme = (isTTY: boolean, ascii: boolean): Theme =>
  detectTheme({ TERM: 'xterm-256color', LANG: 'C.UTF-8' }, { isTTY, ascii, platform: 'linux' });

/** No escape sequences: what golden frames are drawn with. */
export const plain = theme(false, false);
export const ascii = theme(false, true);
export const coloured = theme(true, false);

export const keys = [
  { key: 'space', help: 'pause' },
  { key: 'f', help: 'freeze' },
  { key: 'm', help: 'mode' },
  { key: 'w', help: 'workload' },
  { key: '+/-', help: 'workers' },
  { key: '/', help: 'filter' },
  { key: '?', help: 'help' },
  { key: 'q', help: 'quit' },
];

/** The panels that draw a snapshot, by name. */
export const drawn = {
  header: (snapshot: Snapshot, size: Size, style: Theme) =>
    (snapshot.state.experiment === null ? panels.header : panels.experimentHeader)(snapshot, size, style),
  cores: panels.cores,
  loop: panels.loop,
  timeline: panels.timeline,
  tasks: panels.tasks,
  race: panels.race,
  bars: panels.bars,
  curve: panels.curve,
  tooSmall: panels.tooSmall,
} as const;

function rowsOf(place: PlacedPanel, snapshot: Snapshot, style: Theme, isOneByOne: boolean): PanelRow[] {
  if (place.name === 'footer') {
    const { state } = snapshot;
    const shown = footerKeys(situationOf(state, isOneByOne), place.width);
    return panels.footer(shown, place, style, panels.ownCost(state));
  }
  if (place.name === 'summary')
    return panels.summary(buildReport(snapshot.state) ?? parallelReport, snapshot.state.past, place, style);
  if (place.name === 'status') return panels.tooSmall(snapshot, place, style);
  return drawn[place.name](snapshot, place, style);
}

/** The screen as one text, without styles: panels cut to their places, side by side ones joined. */
export function screen(snapshot: Snapshot, columns: number, rows: number, style = plain): string {
  const places = layout(columns, rows, layoutFacts(snapshot)).panels;
  const lines = Array.from({ length: rows }, (_, y) =>
    places
      .filter(place => y >= place.y && y < place.y + place.height)
      .sort((a, b) => a.x - b.x)
      .map(place => rowsOf(place, snapshot, style, hasOnePanel(columns, rows))[y - place.y])
      .join(''),
  );
  return `${lines.join('\n')}\n`;
}
