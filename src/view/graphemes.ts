/** Where one character on screen ends and the next begins, and which text need not be asked that. */

/** ASCII, Latin letters, and the blocks, lines and arrows of the chrome: one cell each, no need to measure. */
const narrowOnly =
  /^[\x20-\x7e\u00a1-\u00a8\u00aa-\u00ac\u00af-\u02ff\u2013\u2014\u2026\u2190-\u2193\u2248\u2265\u2500-\u259f\u25b8\u25b2\u25bc\u25c6\u25cb\u25cf\u2022\u2800-\u28ff]*$/;

export const isNarrow = (text: string): boolean => narrowOnly.test(text);

/** Its tables cost 9 ms to make, and most runs never show a text that needs them. */
let segmenter: Intl.Segmenter | undefined;

export const graphemes = (text: string): string[] => {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), part => part.segment);
};
