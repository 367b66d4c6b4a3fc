/** All panels: pure functions from a snapshot and a size to rows of text. */
export { cores } from './cores.ts';
export { header } from './header.ts';
export { filterLine } from './filter.ts';
export { footer, help, ownCost } from './keys.ts';
export type { KeyHelp } from './keys.ts';
export { loop } from './loop.ts';
export { tooSmall } from './status.ts';
export { summary } from './summary.ts';
export { tasks } from './tasks.ts';
export { timeline } from './timeline.ts';
