/**
 * Untrusted text (names, output, errors of tasks) with everything that a terminal would obey made visible.
 *
 * C0 and C1 controls, DEL, line and paragraph separators, the controls that turn the direction of writing (Unicode
 * Bidirectional Algorithm, UAX #9; the trick of "Trojan Source", CVE-2021-42574), other invisible format characters
 * that are no part of a glyph, and halves of surrogate pairs become escapes in ASCII, so that they also reach a
 * terminal that is not UTF-8.
 */
const hidden =
  // oxlint-disable-next-line no-control-regex, no-misleading-character-class
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\p{Surrogate}/gu;

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escaped = (character: string): string => {
  const code = character.codePointAt(0) as number;
  const hex = code.toString(16);
  return named[character] ?? (code <= 0xff ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`);
};

/** The text in one line, safe to print: `\x1b[2J` instead of a cleared screen. */
export const visible = (text: string): string => text.replace(hidden, escaped);
