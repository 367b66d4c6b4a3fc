/** The value of an expression; what was not measured stops it, instead of being taken for a number. */
import type { arithmetic, Expression, Literal, orderings } from './expression.ts';
import { pathText } from './expression.ts';

export type Value = Literal;

/** Where an expression finds its fields and functions. Both have been checked to exist before. */
export interface Scope {
  field(path: readonly (string | number)[]): Value;
  call(name: string, values: readonly Expression[]): Value;
}

/** Something that the assertion asks for has no value; the message says what. */
export class Unmeasured extends Error {}

type Binary = Extract<Expression, { type: 'binary' }>;

/** As written, for messages. */
export const expressionText = (expression: Expression): string => {
  switch (expression.type) {
    case 'literal':
      return JSON.stringify(expression.value);
    case 'field':
      return pathText(expression.path);
    case 'call':
      return `${expression.name}(${expression.arguments.map(expressionText).join(', ')})`;
    case 'unary':
      return `${expression.operator}${expressionText(expression.operand)}`;
    case 'binary':
      return `${expressionText(expression.left)} ${expression.operator} ${expressionText(expression.right)}`;
  }
};

const measured = (expression: Expression, scope: Scope): Literal => {
  const value = evaluate(expression, scope);
  if (value === null) throw new Unmeasured(`${expressionText(expression)} was not measured`);
  return value;
};

const numberOf = (expression: Expression, scope: Scope): number => {
  const value = measured(expression, scope);
  if (typeof value === 'number') return value;
  throw new Unmeasured(`${expressionText(expression)} is ${JSON.stringify(value)}, and no number`);
};

const order: Readonly<Record<(typeof orderings)[number], (one: number, other: number) => boolean>> = {
  '<': (one, other) => one < other,
  '<=': (one, other) => one <= other,
  '>': (one, other) => one > other,
  '>=': (one, other) => one >= other,
};

const calculate: Readonly<Record<(typeof arithmetic)[number], (one: number, other: number) => number>> = {
  '+': (one, other) => one + other,
  '-': (one, other) => one - other,
  '*': (one, other) => one * other,
  '/': (one, other) => one / other,
  '%': (one, other) => one % other,
};

const isNullLiteral = (expression: Expression): boolean =>
  expression.type === 'literal' && expression.value === null;

/** Only who asks for null itself is answered about it. */
const isEqual = ({ left, right }: Binary, scope: Scope): boolean =>
  isNullLiteral(left) || isNullLiteral(right)
    ? evaluate(left, scope) === evaluate(right, scope)
    : measured(left, scope) === measured(right, scope);

function binary(expression: Binary, scope: Scope): Value {
  const { operator, left, right } = expression;
  switch (operator) {
    case '&&':
      return Boolean(measured(left, scope)) && Boolean(measured(right, scope));
    case '||':
      return Boolean(measured(left, scope)) || Boolean(measured(right, scope));
    case '==':
      return isEqual(expression, scope);
    case '!=':
      return !isEqual(expression, scope);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return order[operator](numberOf(left, scope), numberOf(right, scope));
    default:
      return calculate[operator](numberOf(left, scope), numberOf(right, scope));
  }
}

/** @throws {Unmeasured} if it calculates or compares with what was not measured, or is no number. */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.type) {
    case 'literal':
      return expression.value;
    case 'field':
      return scope.field(expression.path);
    case 'call':
      return scope.call(expression.name, expression.arguments);
    case 'unary':
      if (expression.operator === '!') return !measured(expression.operand, scope);
      return (expression.operator === '-' ? -1 : 1) * numberOf(expression.operand, scope);
    case 'binary':
      return binary(expression, scope);
  }
}
