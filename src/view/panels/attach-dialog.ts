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
  'the target prints two lines about it on its own stderr',
  'when you quit, the probe takes itself out; the target goes on as it was',
] as const;

/** Each step with its dash, further rows of it indented. */
const stepLines = (step: string, width: number): Line[] =>
  wrap(step, Math.max(1, width - 2)).map((row, index): Line => [
    span(index === 0 ? '· ' : '  ', 'dim'),
    span(row),
  ]);

export const attachDialog: Panel = ({ state }, size, theme) => {
  const { watch } = state;
  const inner = innerSize(size);
  const question: Line[] = [
    ...wrap(`Attach to ${safe(watch?.target.text ?? '')}?`, inner.width).map((row): Line => [
      span(row, 'title'),
    ]),
  ];
  const answer: Line = [span('y', 'key'), span(' attach   '), span('n', 'key'), span(' leave it alone')];
  const room = Math.max(0, inner.height - question.length - 1);
  const body = steps.flatMap(step => stepLines(step, inner.width)).slice(0, room);
  return frame(titled('attach'), [...question, ...body, answer], size, theme);
};

/** In the middle of the screen, as large as it needs to be. */
export const dialogPlace = ({
  width,
  height,
}: Size): { x: number; y: number; width: number; height: number } => {
  const own = { width: Math.min(width, 76), height: Math.min(height, width < 60 ? 12 : 10) };
  return { ...own, x: Math.floor((width - own.width) / 2), y: Math.floor((height - own.height) / 2) };
};
