/** How an assertion names one of the variants of a comparison or sweep. */
import { UsageError } from '../../errors.ts';
import { modeNamed } from '../../modes.ts';
import type { ExperimentPlan } from '../../state/experiment.ts';
import type { Expression } from './expression.ts';

const nameIn = (expression: Expression): string | number | null => {
  if (expression.type === 'literal') {
    return typeof expression.value === 'string' || typeof expression.value === 'number'
      ? expression.value
      : null;
  }
  const [name] = expression.type === 'field' && expression.path.length === 1 ? expression.path : [];
  return name ?? null;
};

const indexesWhere = (
  { variants }: ExperimentPlan,
  fits: (variant: ExperimentPlan['variants'][number]) => boolean,
): number[] => variants.flatMap((variant, index) => (fits(variant) ? [index] : []));

function indexesOf(plan: ExperimentPlan, name: string | number): number[] {
  if (typeof name === 'number') return indexesWhere(plan, ({ x }) => x === name);
  const labelled = indexesWhere(plan, ({ label }) => label === name);
  if (labelled.length > 0) return labelled;
  const mode = modeNamed(name)?.id;
  return indexesWhere(plan, ({ choice }) => choice.mode === mode);
}

const choicesOf = ({ variants, kind }: ExperimentPlan): string =>
  variants
    .map(({ label, x, choice }) => {
      if (kind === 'sweep' && x !== null) return String(x);
      return variants.filter(other => other.choice.mode === choice.mode).length === 1
        ? choice.mode
        : `'${label}'`;
    })
    .join(', ');

/**
 * Index of the variant with this name: a mode, an alias, a label or the swept number. `what` begins the message.
 * @throws {UsageError} if it names none, or several.
 */
export function variantNamed(plan: ExperimentPlan, name: string | number | null, what: string): number {
  const found = name === null ? [] : indexesOf(plan, name);
  const [index] = found;
  if (index !== undefined && found.length === 1) return index;
  const why = found.length > 1 ? `\`${name}\` names several` : 'this names none';
  throw new UsageError(`${what}: ${why} of what is compared: expected one of ${choicesOf(plan)}`);
}

/**
 * Index of the variant that is meant: by its mode (`parallel`, `threads`), its label in quotes, or the swept number.
 * @throws {UsageError} if it names none, or several.
 */
export function variantIn(plan: ExperimentPlan, expression: Expression, text: string): number {
  return variantNamed(plan, nameIn(expression), `--assert: \`${text}\``);
}

/** What speedup is measured against unless something else is named: sequential, else one worker, else the first. */
export function baseOf(plan: ExperimentPlan): number {
  const sequential = plan.variants.findIndex(({ choice }) => choice.mode === 'sequential');
  if (plan.kind === 'compare' && sequential >= 0) return sequential;
  return Math.max(
    0,
    plan.variants.findIndex(({ x }) => x === 1),
  );
}
