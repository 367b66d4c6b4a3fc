/** The last line while a filter is typed. */
import { span, truncate } from '../text.ts';
import { bare } from './frame.ts';
import type { Panel } from './frame.ts';

export const filterLine: Panel = ({ state }, size, theme) => {
  const keys = '  enter keep  esc clear';
  const typed = `/${state.ui.logFilter}_`;
  const shown = truncate(typed, Math.max(0, size.width - 1));
  const rest = size.width - 1 - shown.length >= keys.length ? keys : '';
  return bare([[span(` ${shown}`, 'key'), span(rest, 'dim')]], size, theme);
};
