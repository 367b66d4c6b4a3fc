/** Several values of one number on the command line: `4`, `1,2,4,64` or `1..8`. */
import { UsageError } from '../errors.ts';
import { thinned } from './points.ts';

interface RangeRule {
  readonly option: string;
  readonly least: number;
  readonly most: number;
}

const whole = /^\d+$/;

/** More values than this make a sweep that nobody waits for, and no clearer curve. */
const mostValues = 100;

/**
 * A parser of values from `least` to `most`, smallest first, each once. A list is taken as it is, a range of more than
 * eight values is thinned.
 */
export const rangeOf =
  ({ option, least, most }: RangeRule): ((text: string) => readonly number[]) =>
  text => {
    const refuse = (): never => {
      throw new UsageError(
        `${option}: expected whole numbers from ${least} to ${most}, as a range \`1..8\`, a list \`1,2,4\` or one of them; got \`${text}\``,
      );
    };
    const numberIn = (part: string): number => {
      const value = whole.test(part) ? Number(part) : Number.NaN;
      return value >= least && value <= most ? value : refuse();
    };
    const ends = text.split('..');
    if (ends.length === 2) {
      const [from, to] = ends.map(numberIn) as [number, number];
      return from <= to ? thinned(from, to) : refuse();
    }
    const values = [...new Set(text.split(',').map(numberIn))].toSorted((a, b) => a - b);
    return values.length <= mostValues ? values : refuse();
  };
