/** The only way for text that is not ours (names, output, errors) into a line. */

/** Stand-in until src/visible.ts is there. */
const visible = (text: string): string =>
  // eslint-disable-next-line no-control-regex
  text.replace(
    /[\u0000-\u001F\u007F-\u009F\u00AD\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/g,
    character =>
      character < ' '
        ? `^${String.fromCharCode(character.charCodeAt(0) + 64)}`
        : `\\x${character.charCodeAt(0).toString(16)}`,
  );

/** Marks that would fuse with the cell to their left, which belongs to the chrome. */
const joinsLeft = /^(?:\p{M}|\p{Emoji_Modifier}|\u200D|[\u{E0020}-\u{E007F}])/u;

/** One line of text that cannot drive the terminal, nor grow together with what stands beside it. */
export const safe = (text: string): string => {
  const shown = visible(text);
  return joinsLeft.test(shown) ? `·${shown}` : shown;
};
