/** `--assert` of a single run: over the fields of its document. */
import { UsageError } from '../../errors.ts';
import type { RunReport } from '../types.ts';
import type { Scope, Value } from './evaluate.ts';
import type { Assertion, Expression } from './expression.ts';
import { parseAssertion, pathText } from './expression.ts';
import { reportShape, unknownField, valueAt } from './fields.ts';
import { failureOf } from './judge.ts';

const refuseCall = (text: string, name: string): never => {
  throw new UsageError(
    `--assert: \`${text}\`: \`${name}(...)\` is for \`compare\` and \`sweep\`; a single run has fields only, ` +
      'such as `loop.lagP99Ms < 50`',
  );
};

/** @throws {UsageError} naming the field or function that does not exist. */
function check(text: string, expression: Expression): void {
  switch (expression.type) {
    case 'literal':
      return;
    case 'field': {
      const why = unknownField(reportShape, expression.path);
      if (why) throw new UsageError(`--assert: \`${text}\`: \`${pathText(expression.path)}\`: ${why}`);
      return;
    }
    case 'call':
      return refuseCall(text, expression.name);
    case 'unary':
      return check(text, expression.operand);
    case 'binary':
      check(text, expression.left);
      check(text, expression.right);
  }
}

/** @throws {UsageError} for a text that cannot be read, and for fields that a run's document has not. */
export const parseRunAssertions = (texts: readonly string[]): Assertion[] =>
  texts.map(text => {
    const assertion = parseAssertion(text);
    check(text, assertion.expression);
    return assertion;
  });

const scopeOf = (report: RunReport | null): Scope => ({
  field: path => valueAt(report, path) as Value,
  call: () => null,
});

/** One line for every assertion that does not hold; without a report nothing was measured, and none of them does. */
export const failuresOfRun = (assertions: readonly Assertion[], report: RunReport | null): string[] =>
  assertions.map(assertion => failureOf(assertion, scopeOf(report))).filter(failure => failure !== null);
