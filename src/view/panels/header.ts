import { bare, titled } from './frame.ts';
import type { Panel } from './frame.ts';

export const header: Panel = (_snapshot, size, theme) => bare([titled('jugglers')], size, theme);
