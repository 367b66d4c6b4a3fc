/** The only way for text that is not ours (names, output, errors) into a line. */
import { visible } from '../visible.ts';

/** Marks that would fuse with the cell to their left, which belongs to the chrome. */
const joinsLeft = /^(?:\p{M}|\p{Emoji_Modifier}|\u200D|[\u{E0020}-\u{E007F}])/u;

/** One line of text that cannot drive the terminal, nor grow together with what stands beside it. */
export const safe = (text: string): string => {
  const shown = visible(text);
  return joinsLeft.test(shown) ? `·${shown}` : shown;
};
