/** What Ink says about the keyboard, as single strokes: a burst such as `jjj`, or typed text, arrives as one call. */
import type { Key } from 'ink';

/** One printable character, or the name of a key. */
export type Stroke = string;

const named: readonly (readonly [keyof Key, Stroke])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['tab', 'tab'],
  // Terminals send either for the key above Enter.
  ['backspace', 'backspace'],
  ['delete', 'backspace'],
];

const controls: Readonly<Record<string, Stroke>> = {
  '\u0003': 'ctrl-c',
  '\u001A': 'ctrl-z',
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u0008': 'backspace',
  '\u007F': 'backspace',
  '\u001B': 'escape',
};

const isPrintable = (character: string): boolean => !/\p{Control}/u.test(character);

const strokeOf = (character: string): Stroke | null =>
  controls[character] ?? (isPrintable(character) ? character : null);

/** The strokes of one call of `useInput`, in order; keys that nobody asked for are left out. */
export const strokesOf = (input: string, key: Key): Stroke[] => {
  const name = named.find(([flag]) => key[flag] === true)?.[1];
  if (name !== undefined) return [name];
  if (key.ctrl) return [`ctrl-${input}`];
  if (key.meta) return [];
  return Array.from(input, strokeOf).filter(stroke => stroke !== null);
};

/** Whether the stroke is a character to be typed. */
export const isTyped = (stroke: Stroke): boolean => Array.from(stroke).length === 1;
