/** What the watch says in words so far, and what to do about it. */
import { measureWatch } from '../../analysis/watch-measure.ts';
import { watchVerdictOf } from '../../analysis/watch-rules.ts';
import type { WatchVerdictKind } from '../../analysis/watch-rules.ts';
import { span, wrap } from '../text.ts';
import type { Line, StyleName } from '../text.ts';
import { frame, innerSize } from './frame.ts';
import type { Panel } from './frame.ts';

export const verdictStyle = (kind: WatchVerdictKind): StyleName => {
  if (kind === 'healthy' || kind === 'io-bound') return 'good';
  return kind === 'not-enough-data' ? 'dim' : 'warn';
};

/** The advice keeps a row even where the figures take more than there is. */
const shared = (text: readonly string[], advice: readonly string[], height: number): Line[] => {
  const forAdvice = Math.min(advice.length, Math.max(1, height - text.length));
  return [
    ...text.slice(0, Math.max(1, height - forAdvice)).map((row): Line => [span(row)]),
    ...advice.map((row): Line => [span(row, 'title')]),
  ];
};

export const verdict: Panel = ({ state }, size, theme) => {
  const inner = innerSize(size);
  const { kind, text, recommendation } = watchVerdictOf(measureWatch(state));
  const lines = shared(wrap(text, inner.width), wrap(`→ ${recommendation}`, inner.width), inner.height);
  return frame([span('verdict: ', 'title'), span(kind, verdictStyle(kind))], lines, size, theme);
};
