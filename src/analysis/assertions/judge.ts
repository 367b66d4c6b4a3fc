/** Whether an assertion holds, and what to say if it does not. */
import type { Scope, Value } from './evaluate.ts';
import { evaluate, expressionText, Unmeasured } from './evaluate.ts';
import type { Assertion, Expression } from './expression.ts';

/** Three digits after the point: finer than any clock that the figures come from. */
const shown = (value: Value): string => {
  if (value === null) return 'not measured';
  return typeof value === 'number' ? String(Math.round(value * 1000) / 1000) : JSON.stringify(value);
};

/** What the expression rests on: fields and calls, each once. */
function sourcesOf(expression: Expression): Expression[] {
  switch (expression.type) {
    case 'literal':
      return [];
    case 'unary':
      return sourcesOf(expression.operand);
    case 'binary':
      return [...sourcesOf(expression.left), ...sourcesOf(expression.right)];
    default:
      return [expression];
  }
}

const isComparison = (expression: Expression): boolean =>
  expression.type === 'binary' && !['&&', '||'].includes(expression.operator);

/** "the value is 81.2"; with several sources "a is 1, b is 2". */
function found(expression: Expression, scope: Scope): string {
  const sources = sourcesOf(expression);
  if (sources.length === 1 && isComparison(expression)) {
    return `the value is ${shown(evaluate(sources[0] as Expression, scope))}`;
  }
  const texts = sources.map(source => `${expressionText(source)} is ${shown(evaluate(source, scope))}`);
  return texts.length === 0 ? 'it is never true' : [...new Set(texts)].join(', ');
}

/** Null if it holds, else one line: the assertion, the value and the bound. `where` names the run that it is about. */
export function failureOf({ text, expression }: Assertion, scope: Scope, where = ''): string | null {
  const told = (why: string): string => `assertion failed: ${text}: ${why}${where && ` (${where})`}`;
  try {
    return evaluate(expression, scope) === true ? null : told(found(expression, scope));
  } catch (error) {
    if (error instanceof Unmeasured) return told(error.message);
    throw error;
  }
}
