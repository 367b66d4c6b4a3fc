/** A report as one JSON document. */

/** A microsecond: finer than any clock that the figures come from. */
const rounded = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Math.round(value * 1000) / 1000 : value;

/** What JSON lets pass as it is, but a terminal obeys: DEL, C1 controls, separators, and turning of direction. */
const obeyed = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const unicodeEscape = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const written = (report: unknown, indent: number): string =>
  JSON.stringify(report, rounded, indent).replace(obeyed, unicodeEscape);

/** The very same values for whoever parses it, and harmless to whoever prints it. What is no number is null. */
export const toJson = (report: unknown): string => written(report, 2);

/** The same on one line, without an end: for documents that come one after another. */
export const toJsonLine = (report: unknown): string => written(report, 0);
