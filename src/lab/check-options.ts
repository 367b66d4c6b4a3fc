/** A workload's own options, as given with `--set name=value`. */
import { UsageError } from '../errors.ts';
import type { OptionValue } from '../protocol.ts';
import type { OptionSpec, OptionValues, Workload } from './workload.ts';

/** The full set of values, defaults filled in. Throws a UsageError that names the option and says what is allowed. */
export function checkOptions(
  workload: Pick<Workload, 'id' | 'options'>,
  given: Readonly<Record<string, OptionValue>>,
): OptionValues {
  const known = workload.options.map(option => option.name);
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const offer = known.length === 0 ? 'it has no options' : `expected one of: ${known.join(', ')}`;
    throw new UsageError(`workload ${workload.id} has no option \`${name}\`; ${offer}`);
  }
  return Object.fromEntries(
    workload.options.map(option => [option.name, checked(option, given[option.name])]),
  );
}

function checked(option: OptionSpec, given: OptionValue | undefined): OptionValue {
  if (given === undefined) return option.default;
  const value = typedAs(option, given);
  if (value === undefined || !isAllowed(option, value)) {
    throw new UsageError(
      `option \`${option.name}\`: expected ${allowed(option)}, got ${JSON.stringify(given)}`,
    );
  }
  return value;
}

/** What was typed on the command line is text; undefined if it is not of the option's type. */
function typedAs(option: OptionSpec, given: OptionValue): OptionValue | undefined {
  if (typeof given === option.type) return given;
  if (typeof given !== 'string') return undefined;
  if (option.type === 'number') return given.trim() === '' ? undefined : Number(given);
  if (given === 'true') return true;
  return given === 'false' ? false : undefined;
}

function isAllowed(option: OptionSpec, value: OptionValue): boolean {
  if (typeof value === 'string') return option.choices?.includes(value) ?? true;
  if (typeof value === 'boolean') return true;
  const [least, most] = option.range ?? [-Infinity, Infinity];
  return (
    Number.isFinite(value) &&
    value >= least &&
    value <= most &&
    !(option.isInteger && !Number.isInteger(value))
  );
}

function allowed(option: OptionSpec): string {
  if (option.type === 'boolean') return 'true or false';
  if (option.type === 'string')
    return option.choices === undefined ? 'text' : `one of: ${option.choices.join(', ')}`;
  const kind = option.isInteger ? 'a whole number' : 'a number';
  return option.range === undefined ? kind : `${kind} from ${option.range[0]} to ${option.range[1]}`;
}
