/** One value of the command line, checked: what was expected, what came. */
import { UsageError } from '../errors.ts';
import { modeNamed, modes } from '../modes.ts';
import type { ModeId } from '../protocol.ts';

interface NumberRule {
  readonly option: string;
  /** In words, after "expected". */
  readonly expected: string;
  readonly accepts: (value: number) => boolean;
}

/** Decimal notation only: `Number` would also take `0x10`, an empty text and blanks. */
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

const numberBy =
  ({ option, expected, accepts }: NumberRule) =>
  (text: string): number => {
    const value = decimal.test(text) ? Number(text) : Number.NaN;
    if (!accepts(value)) throw new UsageError(`${option}: expected ${expected}, got \`${text}\``);
    return value;
  };

/** A parser of whole numbers from `least` to `most`. */
export const wholeNumber = (option: string, least: number, most: number): ((text: string) => number) =>
  numberBy({
    option,
    expected: `a whole number from ${least} to ${most}`,
    accepts: value => Number.isInteger(value) && value >= least && value <= most,
  });

export const seedNumber = numberBy({
  option: '--seed',
  expected: 'a whole number',
  accepts: Number.isSafeInteger,
});

const mostScale = 1000;

export const scaleFactor = numberBy({
  option: '--scale',
  expected: `a number above 0, up to ${mostScale}`,
  accepts: value => value > 0 && value <= mostScale,
});

export const sliceLength = numberBy({
  option: '--slice',
  expected: 'milliseconds, 0 (never yield) or more',
  accepts: value => value >= 0 && value < Infinity,
});

/** Milliseconds from `least` to a minute. */
export const milliseconds = (option: string, least: number): ((text: string) => number) =>
  numberBy({
    option,
    expected: `milliseconds from ${least} to ${minuteMs}`,
    accepts: value => value >= least && value <= minuteMs,
  });

const minuteMs = 60_000;

/** Seconds above 0, with fractions. */
export const seconds = (option: string): ((text: string) => number) =>
  numberBy({ option, expected: 'seconds, more than 0', accepts: value => value > 0 && value < Infinity });

const namesOf = ({ id, alias }: { id: ModeId; alias: string | null }): string =>
  alias === null ? id : `${id} (${alias})`;

function modeFor(option: string, text: string): ModeId {
  const mode = modeNamed(text);
  if (mode) return mode.id;
  throw new UsageError(`${option}: expected one of ${modes.map(namesOf).join(', ')}; got \`${text}\``);
}

/** A mode by its id or alias. */
export const modeId = (text: string): ModeId => modeFor('--mode', text);

/** Modes by their ids or aliases, in the order given; the same one may come twice. */
export const modeIdList = (text: string): readonly ModeId[] =>
  text.split(',').map(name => modeFor('--modes', name));

/** Adds one value to those given before. */
export const appended = (text: string, before: readonly string[]): string[] => [...before, text];

/** Adds one `name=value` to those given before; the last of a name counts. */
export function setting(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new UsageError(`--set: expected name=value, such as \`--set tasks=8\`, got \`${text}\``);
  }
  // Built by entries: an assignment to a name such as __proto__ would be lost without a word.
  return Object.fromEntries([...Object.entries(before), [name, value]]);
}

/** Who should win, and how many times as fast as the first one: null = not said. */
export interface NamedGuess {
  readonly name: string;
  readonly factor: number | null;
}

const mostFactor = 1000;

const guessedFactor = numberBy({
  option: '--guess',
  expected: `a factor above 0, up to ${mostFactor}, after the colon`,
  accepts: value => value > 0 && value <= mostFactor,
});

/** `parallel`, `parallel:1.8`; in a sweep `2:1.8`. */
export function namedGuess(text: string): NamedGuess {
  const [, name, factor] = /^([^:]+)(?::(.*))?$/s.exec(text.trim()) ?? [];
  if (name === undefined) {
    throw new UsageError(
      `--guess: expected a mode or a number that is swept, and a factor if you like, such as \`parallel:1.8\`; got \`${text}\``,
    );
  }
  return { name, factor: factor === undefined ? null : guessedFactor(factor) };
}
