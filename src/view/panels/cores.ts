import { frame, titled } from './frame.ts';
import type { Panel } from './frame.ts';

export const cores: Panel = (_snapshot, size, theme) => frame(titled('cores'), [], size, theme);
