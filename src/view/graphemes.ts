/** Where one character on screen ends and the next begins. The build gives it to the packages that ask this, too. */

/** ASCII, Latin letters, and the blocks, lines and arrows of the chrome: one cell each, no need to measure. */
const narrow =
  '\\x20-\\x7e\\u00a1-\\u00a8\\u00aa-\\u00ac\\u00af-\\u02ff\\u2013\\u2014\\u2026\\u2190-\\u2193\\u2248\\u2265' +
  '\\u2500-\\u259f\\u25b8\\u25b2\\u25bc\\u25c6\\u25cb\\u25cf\\u2022\\u2800-\\u28ff';

const narrowOnly = new RegExp(`^[${narrow}]*$`);

export const isNarrow = (text: string): boolean => narrowOnly.test(text);

/** With the controls that stand in a styled text: none of these ever joins its neighbour. */
const singlesOnly = new RegExp(`^[\\x1b\\n${narrow}]*$`);

interface Segment {
  readonly segment: string;
  readonly index: number;
}

/** Its tables cost 9 ms to make, and most runs never show a text that needs them. */
let segmenter: Intl.Segmenter | undefined;

/**
 * Grapheme clusters (Unicode UAX #29), each with its place in the text.
 *
 * @public The build puts it into the packages of Ink that cut text, in the place of tables of their own.
 */
export const segments = (text: string): Iterable<Segment> => {
  if (singlesOnly.test(text)) return Array.from(text, (segment, index) => ({ segment, index }));
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
};

export const graphemes = (text: string): string[] => Array.from(segments(text), ({ segment }) => segment);
