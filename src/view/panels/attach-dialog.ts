/** Asked before the first attach: says what will be done to somebody's process. */
import { safe } from '../safe.ts';
import { span, wrap } from '../text.ts';
import type { Line, Size } from '../text.ts';
import { frame, innerSize, titled } from './frame.ts';
import type { Panel } from './frame.ts';

const steps = [
  "opens the target's inspector on 127.0.0.1:9229 for a moment (SIGUSR1)",
  'loads the probe: one thread of its own, a heartbeat of 20 ms on the main thread',
  'closes the inspector again; nothing listens afterwards',
  'the target prints what it says of its inspector (a few lines) on its own stderr',
  'when you quit, the probe takes itself out; the target goes on as it was',
] as const;

/** Each step with its dash, further rows of it indented. */
const stepLines = (step: string, width: number): Line[] =>
  wrap(step, Math.max(1, width - 2)).map((row, index): Line => [
    span(index === 0 ? '· ' : '  ', 'dim'),
    span(row),
  ]);

const contentOf = (text: string, width: number): { question: Line[]; steps: Line[] } => ({
  question: wrap(`Attach to ${safe(text)}?`, width).map((row): Line => [span(row, 'title')]),
  steps: steps.flatMap(step => stepLines(step, width)),
});

/** Where there is no room for all, the steps are cut short before question and answer. */
export const attachDialog: Panel = ({ state }, size, theme) => {
  const inner = innerSize(size);
  const content = contentOf(state.watch?.target.text ?? '', inner.width);
  const answer: Line = [span('y', 'key'), span(' attach   '), span('n', 'key'), span(' leave it alone')];
  const room = Math.max(0, inner.height - content.question.length - 1);
  const body = content.steps.slice(0, room);
  return frame(titled('attach'), [...content.question, ...body, answer], size, theme);
};

const widest = 76;

/** In the middle of an area, as large as it needs to be. */
export const dialogPlace = (text: string, area: Size): Size & { readonly x: number; readonly y: number } => {
  const width = Math.min(area.width, widest);
  const content = contentOf(text, innerSize({ width, height: area.height }).width);
  const height = Math.min(area.height, content.question.length + content.steps.length + 3);
  return {
    width,
    height,
    x: Math.floor((area.width - width) / 2),
    y: Math.floor((area.height - height) / 2),
  };
};
