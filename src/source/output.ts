/** What a subject prints -> `output` messages, bounded in length and in rate: a print loop must not drown the rest. */
import type { Readable } from 'node:stream';
import type { Clock } from '../clock.ts';
import type { SourceMessage } from '../protocol.ts';
import { lineSplitter } from './lines.ts';

const maxLineLength = 2000;
/** More than anyone can read; what comes above it is counted in one line. */
const maxLinesPerWindow = 200;
const windowMs = 1000;

export interface OutputOptions {
  readonly clock: Clock;
  readonly stream: 'stdout' | 'stderr';
  onMessage(message: SourceMessage): void;
  /** Every line, also those that are not handed on. */
  onLine?(line: string): void;
}

/** Reads the stream to its end. */
export const followOutput = (readable: Readable, options: OutputOptions): void => {
  const { clock, stream } = options;
  let windowStartMs = -Infinity;
  let lines = 0;
  let dropped = 0;
  const tell = (text: string): void =>
    options.onMessage({ type: 'output', atMs: clock.nowMs(), stream, text });
  const tellDropped = (): void => {
    if (dropped > 0) tell(`${dropped} lines dropped`);
    dropped = 0;
  };
  const beginWindow = (): void => {
    tellDropped();
    windowStartMs = clock.nowMs();
    lines = 0;
  };
  const onLine = (line: string): void => {
    options.onLine?.(line);
    if (clock.nowMs() - windowStartMs >= windowMs) beginWindow();
    lines += 1;
    if (lines > maxLinesPerWindow) dropped += 1;
    else tell(line.endsWith('\r') ? line.slice(0, -1) : line);
  };
  const { write, end } = lineSplitter(maxLineLength, { onLine, onTooLong: start => onLine(`${start}…`) });
  readable.on('data', write);
  readable.on('error', () => {});
  readable.on('end', () => {
    end();
    tellDropped();
  });
};
