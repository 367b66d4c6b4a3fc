/** `--assert` of a comparison or sweep: functions over its variants, and fields that hold for every measured run. */
import { max, min } from 'simple-statistics';
import { UsageError } from '../../errors.ts';
import type { ExperimentPlan, ExperimentRun } from '../../state/experiment.ts';
import { undecidedWords } from '../comparison-words.ts';
import { leadersOf } from '../experiment-guess.ts';
import type { Measured, Ranking } from '../ranking.ts';
import { counts, rank } from '../ranking.ts';
import { medianOf } from '../statistics.ts';
import { listed } from '../words.ts';
import type { Scope, Value } from './evaluate.ts';
import { evaluate, Unmeasured } from './evaluate.ts';
import type { Assertion, Expression } from './expression.ts';
import { parseAssertion, pathText } from './expression.ts';
import { reportShape, unknownField, valueAt } from './fields.ts';
import { failureOf } from './judge.ts';
import { baseOf, variantIn } from './variants.ts';

interface Result extends Measured {
  readonly ranking: Ranking;
}

interface Signature {
  /** How many of the first arguments name variants. */
  readonly variants: number;
  /** Least number of arguments in all, and most. */
  readonly count: readonly [number, number];
  readonly usage: string;
}

const signatures: Readonly<Record<string, Signature>> = {
  speedup: { variants: 2, count: [1, 2], usage: 'speedup(parallel) or speedup(parallel, concurrent)' },
  makespan: { variants: 1, count: [1, 1], usage: 'makespan(parallel)' },
  faster: { variants: 2, count: [2, 2], usage: 'faster(parallel, concurrent)' },
  median: { variants: 1, count: [2, 2], usage: 'median(parallel, loop.lagP99Ms)' },
  min: { variants: 1, count: [2, 2], usage: 'min(parallel, cpuMs)' },
  max: { variants: 1, count: [2, 2], usage: 'max(parallel, loop.lagMaxMs)' },
};

/** Nobody wins alone whom nothing tells from another. */
function winnerOf(ranking: Ranking): string | null {
  const leaders = leadersOf(ranking);
  if (leaders.length < 2) return leaders[0]?.label ?? null;
  const names = listed(leaders.map(({ label }) => label));
  throw new Unmeasured(`there is no single winner: ${undecidedWords} between ${names}`);
}

/** Fields of the whole; all others are those of each run. */
const wholeFields: Readonly<Record<string, (result: Result) => Value>> = {
  checksumsAgree: ({ ranking }) => ranking.checksumsAgree,
  winner: ({ ranking }) => winnerOf(ranking),
};

const isWhole = (path: readonly (string | number)[]): boolean =>
  path.length === 1 && Object.hasOwn(wholeFields, String(path[0]));

// ---------------------------------------------------------------- before anything runs

class Checker {
  readonly #plan: ExperimentPlan;
  readonly #text: string;

  constructor(plan: ExperimentPlan, text: string) {
    this.#plan = plan;
    this.#text = text;
  }

  check(expression: Expression): void {
    switch (expression.type) {
      case 'literal':
        return;
      case 'field':
        return this.#field(expression.path);
      case 'call':
        return this.#call(expression.name, expression.arguments);
      case 'unary':
        return this.check(expression.operand);
      case 'binary':
        this.check(expression.left);
        this.check(expression.right);
    }
  }

  #field(path: readonly (string | number)[]): void {
    const why = isWhole(path) ? null : unknownField(reportShape, path);
    if (why) throw new UsageError(`--assert: \`${this.#text}\`: \`${pathText(path)}\`: ${why}`);
  }

  #call(name: string, values: readonly Expression[]): void {
    const signature = Object.hasOwn(signatures, name) ? signatures[name] : undefined;
    const known = Object.keys(signatures).join(', ');
    if (!signature) this.#refuse(`no function \`${name}\`: expected one of ${known}`);
    const [least, most] = signature.count;
    if (values.length < least || values.length > most) this.#refuse(`expected ${signature.usage}`);
    for (const value of values.slice(0, signature.variants)) variantIn(this.#plan, value, this.#text);
    for (const value of values.slice(signature.variants)) this.check(value);
  }

  #refuse(why: string): never {
    throw new UsageError(`--assert: \`${this.#text}\`: ${why}`);
  }
}

/** @throws {UsageError} for what cannot be read, and for fields, functions and variants that do not exist. */
export const parseExperimentAssertions = (texts: readonly string[], plan: ExperimentPlan): Assertion[] =>
  texts.map(text => {
    const assertion = parseAssertion(text);
    new Checker(plan, text).check(assertion.expression);
    return assertion;
  });

// ---------------------------------------------------------------- afterwards

const summaries: Readonly<Record<string, (values: number[]) => number | null>> = {
  median: medianOf,
  min,
  max,
};

class ExperimentScope implements Scope {
  readonly #result: Result;
  readonly #text: string;
  readonly #run: ExperimentRun | null;

  /** Fields are those of `run`; with null there are only those of the whole. */
  constructor(result: Result, text: string, run: ExperimentRun | null) {
    this.#result = result;
    this.#text = text;
    this.#run = run;
  }

  field(path: readonly (string | number)[]): Value {
    const whole = isWhole(path) ? wholeFields[String(path[0])] : undefined;
    return whole ? whole(this.#result) : (valueAt(this.#run?.report ?? null, path) as Value);
  }

  call(name: string, values: readonly Expression[]): Value {
    const [first, second] = values;
    const variant = this.#variant(first as Expression);
    if (name === 'makespan') return this.#makespan(variant);
    if (name === 'speedup') {
      const base = second ? this.#variant(second) : baseOf(this.#result.plan);
      const [baseMs, ownMs] = [this.#makespan(base), this.#makespan(variant)];
      return baseMs === null || ownMs === null ? null : baseMs / ownMs;
    }
    if (name === 'faster') return this.#isFaster(variant, this.#variant(second as Expression));
    return this.#summary(name, variant, second as Expression);
  }

  #variant(expression: Expression): number {
    return variantIn(this.#result.plan, expression, this.#text);
  }

  #makespan(variant: number): number | null {
    return this.#result.ranking.order.find(ranked => ranked.variant === variant)?.medianMs ?? null;
  }

  #isFaster(variant: number, than: number): boolean | null {
    const { comparisons } = this.#result.ranking;
    const between = (faster: number, slower: number) =>
      comparisons.find(one => one.faster === faster && one.slower === slower);
    const known = between(variant, than) ?? between(than, variant);
    return known ? known.faster === variant && known.finding === 'different' : null;
  }

  #summary(name: string, variant: number, expression: Expression): number | null {
    const runs = this.#result.runs.filter(run => run.variant === variant && counts(run));
    const values = runs.map(run => evaluate(expression, new ExperimentScope(this.#result, this.#text, run)));
    const numbers = values.filter(value => typeof value === 'number');
    if (numbers.length < values.length) throw new Unmeasured(`not measured in every run of ${name}(...)`);
    return numbers.length === 0 ? null : (summaries[name]?.(numbers) ?? null);
  }
}

/** Whether it asks for fields of a run outside of `median(...)` and its like. */
const asksEveryRun = (expression: Expression): boolean => {
  switch (expression.type) {
    case 'field':
      return !isWhole(expression.path);
    case 'unary':
      return asksEveryRun(expression.operand);
    case 'binary':
      return asksEveryRun(expression.left) || asksEveryRun(expression.right);
    default:
      return false;
  }
};

function failureIn(assertion: Assertion, result: Result): string | null {
  const { text, expression } = assertion;
  if (!asksEveryRun(expression)) return failureOf(assertion, new ExperimentScope(result, text, null));
  const measured = result.runs.filter(({ round }) => round > 0);
  if (measured.length === 0) return `assertion failed: ${text}: no run was measured`;
  const failures = measured.flatMap(run => {
    const where = `${result.plan.variants[run.variant]?.label}, round ${run.round}`;
    return failureOf(assertion, new ExperimentScope(result, text, run), where) ?? [];
  });
  const [first] = failures;
  if (first === undefined) return null;
  return failures.length === 1
    ? first
    : `${first}, and in ${failures.length - 1} more of ${measured.length} runs`;
}

/** One line for every assertion that does not hold. */
export function failuresOfExperiment(assertions: readonly Assertion[], measured: Measured): string[] {
  const result = { ...measured, ranking: rank(measured) };
  return assertions.map(assertion => failureIn(assertion, result)).filter(failure => failure !== null);
}
