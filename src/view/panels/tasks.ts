import { frame, titled } from './frame.ts';
import type { Panel } from './frame.ts';

export const tasks: Panel = (_snapshot, size, theme) => frame(titled('tasks'), [], size, theme);
