import type { RunReport } from '../../analysis/types.ts';
import type { PastRun } from '../../state/state.ts';
import type { Size } from '../text.ts';
import type { Theme } from '../theme.ts';
import { frame, titled } from './frame.ts';

export const summary = (_report: RunReport, _past: readonly PastRun[], size: Size, theme: Theme): string[] =>
  frame(titled('summary'), [], size, theme);
