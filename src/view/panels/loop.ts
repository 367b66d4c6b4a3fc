import { frame, titled } from './frame.ts';
import type { Panel } from './frame.ts';

export const loop: Panel = (_snapshot, size, theme) => frame(titled('loop'), [], size, theme);
