/** An assertion's text, understood: a small language of fields, numbers and comparisons. Nothing in it runs code. */
import jsep from 'jsep';
import { messageOf, UsageError } from '../../errors.ts';

export type Literal = number | string | boolean | null;

export const orderings = ['<', '<=', '>', '>='] as const;
const equalities = ['==', '!='] as const;
export const arithmetic = ['+', '-', '*', '/', '%'] as const;
const connectives = ['&&', '||'] as const;
const binaryOperators = [...orderings, ...equalities, ...arithmetic, ...connectives] as const;
const unaryOperators = ['!', '-', '+'] as const;

type OneOf<List extends readonly string[]> = List[number];

export type Expression =
  | { readonly type: 'literal'; readonly value: Literal }
  /** `loop.lagP99Ms` is ['loop', 'lagP99Ms'], `lanes[0].tasks` is ['lanes', 0, 'tasks']. */
  | { readonly type: 'field'; readonly path: readonly (string | number)[] }
  | { readonly type: 'call'; readonly name: string; readonly arguments: readonly Expression[] }
  | {
      readonly type: 'unary';
      readonly operator: OneOf<typeof unaryOperators>;
      readonly operand: Expression;
    }
  | {
      readonly type: 'binary';
      readonly operator: OneOf<typeof binaryOperators>;
      readonly left: Expression;
      readonly right: Expression;
    };

export interface Assertion {
  /** As the user wrote it. */
  readonly text: string;
  readonly expression: Expression;
}

const isOneOf = <List extends readonly string[]>(list: List, text: string): text is OneOf<List> =>
  list.includes(text);

/** `===` is what JavaScript writers type; here it says nothing more than `==`. */
const plainOperator = (operator: string): string => operator.replace(/^([!=]=)=$/, '$1');

/** `loop.lagP99Ms` or `lanes[0].tasks`, as it is written. */
export const pathText = (path: readonly (string | number)[]): string =>
  path.map((step, at) => (typeof step === 'number' ? `[${step}]` : at === 0 ? step : `.${step}`)).join('');

class Reader {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  refuse(why: string, cause?: unknown): never {
    throw new UsageError(`--assert: \`${this.#text}\`: ${why}`, cause);
  }

  read(): Expression {
    return this.#expression(this.#parsed());
  }

  #parsed(): jsep.Expression {
    try {
      return jsep(this.#text);
    } catch (error) {
      return this.refuse(`cannot be read: ${messageOf(error)}`, error);
    }
  }

  #expression(node: jsep.Expression): Expression {
    switch (node.type) {
      case 'Literal':
        return this.#literal(node as jsep.Literal);
      case 'Identifier':
      case 'MemberExpression':
        return { type: 'field', path: this.#path(node) };
      case 'CallExpression':
        return this.#call(node as jsep.CallExpression);
      case 'UnaryExpression':
        return this.#unary(node as jsep.UnaryExpression);
      case 'BinaryExpression':
        return this.#binary(node as jsep.BinaryExpression);
      case 'Compound':
        return this.refuse('expected one expression');
      default:
        return this.refuse('expected fields, numbers, functions and comparisons only');
    }
  }

  #literal({ value }: jsep.Literal): Expression {
    const isPlain = value === null || ['number', 'string', 'boolean'].includes(typeof value);
    return isPlain ? { type: 'literal', value: value as Literal } : this.refuse('expected plain values only');
  }

  #path(node: jsep.Expression): (string | number)[] {
    if (node.type === 'Identifier') return [(node as jsep.Identifier).name];
    if (node.type !== 'MemberExpression') return this.refuse('a field begins with its name');
    const { object, property, computed } = node as jsep.MemberExpression;
    return [...this.#path(object), computed ? this.#index(property) : (property as jsep.Identifier).name];
  }

  #index(property: jsep.Expression): string | number {
    const { value } = property as jsep.Literal;
    const isIndex = property.type === 'Literal' && (typeof value === 'number' || typeof value === 'string');
    return isIndex ? value : this.refuse('expected a number or a text between [ and ]');
  }

  #call(node: jsep.CallExpression): Expression {
    if (node.callee.type !== 'Identifier') return this.refuse('expected the name of a function before `(`');
    const { name } = node.callee as jsep.Identifier;
    return { type: 'call', name, arguments: node.arguments.map(each => this.#expression(each)) };
  }

  #unary({ operator, argument }: jsep.UnaryExpression): Expression {
    if (!isOneOf(unaryOperators, operator)) return this.refuse(`operator \`${operator}\` is not known`);
    return { type: 'unary', operator, operand: this.#expression(argument) };
  }

  #binary({ operator, left, right }: jsep.BinaryExpression): Expression {
    const plain = plainOperator(operator);
    if (!isOneOf(binaryOperators, plain)) return this.refuse(`operator \`${operator}\` is not known`);
    return { type: 'binary', operator: plain, left: this.#expression(left), right: this.#expression(right) };
  }
}

/** @throws {UsageError} with the text and what is wrong with it. */
export const parseAssertion = (text: string): Assertion => ({ text, expression: new Reader(text).read() });
