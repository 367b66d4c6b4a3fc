/** `--assert` of a watch: over the fields of its summary. */
import { UsageError } from '../../errors.ts';
import type { WatchSummary } from '../watch-report.ts';
import type { Value } from './evaluate.ts';
import type { Assertion, Expression } from './expression.ts';
import { parseAssertion, pathText } from './expression.ts';
import type { Shape } from './fields.ts';
import { reportShape, unknownField, valueAt } from './fields.ts';
import { failureOf } from './judge.ts';

const { stalls: _list, ...loop } = reportShape.loop;
const frame = { functionName: 'value', file: 'value', line: 'value' } as const;

const process = {
  pid: 'value',
  ppid: 'value',
  title: 'value',
  node: 'value',
  isAlive: 'value',
  loop: { ...loop, lagMs: 'value', blockedMs: 'value' },
  cpuPercent: 'value',
  memory: { rssBytes: 'value', heapUsedBytes: 'value' },
  gc: { count: 'value', pauseMs: 'value' },
  resources: 'any',
  stalls: { count: 'value', blockedMs: 'value', longestMs: 'value' },
  starved: { count: 'value', totalMs: 'value', longestMs: 'value' },
  stopped: { count: 'value', totalMs: 'value', longestMs: 'value' },
} as const satisfies Shape;

const thread = {
  tid: 'value',
  name: 'value',
  state: 'value',
  cpuShare: 'value',
  runQueueShare: 'value',
  utilization: 'value',
  core: 'value',
} as const satisfies Shape;

const blame = {
  ...frame,
  owner: 'value',
  call: 'value',
  count: 'value',
  totalMs: 'value',
  maxMs: 'value',
  share: 'value',
} as const satisfies Shape;

/** Complete: the compiler refuses it as soon as a summary has a field that is missing here. */
const summaryShape: Readonly<Record<keyof WatchSummary, Shape>> = {
  type: 'value',
  schema: 'value',
  target: 'value',
  durationMs: 'value',
  thresholdMs: 'value',
  blockedMs: 'value',
  ...process,
  threads: [thread],
  processes: [process],
  blame: [blame],
  dropped: { stalls: 'value', messages: 'value', logLines: 'value' },
  machine: reportShape.machine,
  exitCode: 'value',
  signal: 'value',
  verdict: { kind: 'value', text: 'value', recommendation: 'value' },
};

/** @throws {UsageError} naming the field or function that does not exist. */
function check(text: string, expression: Expression): void {
  switch (expression.type) {
    case 'literal':
      return;
    case 'field': {
      const why = unknownField(summaryShape, expression.path);
      if (why) throw new UsageError(`--assert: \`${text}\`: \`${pathText(expression.path)}\`: ${why}`);
      return;
    }
    case 'call':
      throw new UsageError(
        `--assert: \`${text}\`: \`${expression.name}(...)\` is for \`compare\` and \`sweep\`; a watch has fields only, ` +
          'such as `loop.lagP99Ms < 50`',
      );
    case 'unary':
      return check(text, expression.operand);
    case 'binary':
      check(text, expression.left);
      check(text, expression.right);
  }
}

/** @throws {UsageError} for a text that cannot be read, and for fields that a watch's summary has not. */
export const parseWatchAssertions = (texts: readonly string[]): Assertion[] =>
  texts.map(text => {
    const assertion = parseAssertion(text);
    check(text, assertion.expression);
    return assertion;
  });

/** One line for every assertion that does not hold: the assertion, the value and the bound. */
export const failuresOfWatch = (assertions: readonly Assertion[], summary: WatchSummary | null): string[] =>
  assertions
    .map(assertion =>
      failureOf(assertion, { field: path => valueAt(summary, path) as Value, call: () => null }),
    )
    .filter(failure => failure !== null);
