import { expect, test } from 'vitest';
import { buildReport } from '../../src/analysis/report.ts';
import { toJson, toJsonLine } from '../../src/report/json.ts';
import { dealt, finishedRun, stateOf } from '../analysis/build.ts';

test('one document that reads back as the report', () => {
  const report = buildReport(stateOf(finishedRun(dealt(4, ['w1', 'w2'], { run: 1000 }))));
  expect(JSON.parse(toJson(report))).toEqual(report);
});

test('numbers to the microsecond; what is no number is null', () => {
  expect(JSON.parse(toJson({ a: 1.23456789, b: Number.NaN, c: 12345678901, d: null }))).toEqual({
    a: 1.235,
    b: null,
    c: 12345678901,
    d: null,
  });
});

test('no character that a terminal obeys, and still the same text to whoever parses it', () => {
  const text = 'a\u001b[2J\u009b31m\u007f\u202eb\u2028\ud800';
  const json = toJson({ text });
  // oxlint-disable-next-line no-control-regex
  expect(json.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u2028\ud800]/);
  expect(JSON.parse(json)).toEqual({ text });
});

test('one of many documents: a line each, with the same values', () => {
  const line = toJsonLine({ type: 'stall', startMs: 32.027669000439346, note: 'a\nb\u009b31m' });
  expect(line).toBe('{"type":"stall","startMs":32.028,"note":"a\\nb\\u009b31m"}');
});
