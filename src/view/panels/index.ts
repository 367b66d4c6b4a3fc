/** All panels: pure functions from a snapshot and a size to rows of text. */
export { bars } from './bars.ts';
export { cores } from './cores.ts';
export { curve } from './curve.ts';
export { experimentHeader } from './experiment-header.ts';
export { guess, guessKeys } from './guess.ts';
export { header } from './header.ts';
export { filterLine } from './filter.ts';
export { footer, help, noteRoom, ownCost } from './keys.ts';
export type { KeyHelp } from './keys.ts';
export { loop } from './loop.ts';
export { race } from './race.ts';
export { tooSmall } from './status.ts';
export { summary } from './summary.ts';
export { tasks } from './tasks.ts';
export { timeline } from './timeline.ts';
