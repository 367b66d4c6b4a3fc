import { frame, titled } from './frame.ts';
import type { Panel } from './frame.ts';

export const timeline: Panel = (_snapshot, size, theme) => frame(titled('timeline'), [], size, theme);
