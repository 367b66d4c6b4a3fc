import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { OptionSpec } from '../../src/lab/workload.ts';
import { workloads } from '../../workloads/index.ts';
import thumbnails from '../../workloads/thumbnails.ts';
import { defaultsOf, planOf } from './harness.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'workload-plans-'));
  vi.stubEnv('TMPDIR', root);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

/** How many rows each seed text has. */
const rowCounts: Readonly<Record<string, number>> = { '000': 8, '001': 6, '002': 40, '003': 18, '004': 9 };

function isRow(row: string): boolean {
  const [seed = '', number = ''] = row.split('-');
  return /^[1-9]\d?$/.test(number) && Number(number) <= (rowCounts[seed] ?? 0);
}

function isAllowed(option: OptionSpec, value: unknown): boolean {
  if (typeof value !== option.type) return false;
  if (option.type === 'string') return option.choices?.includes(value as string) ?? true;
  const [low, high] = option.range ?? [-Infinity, Infinity];
  const isWhole = !option.isInteger || Number.isInteger(value);
  return option.type === 'boolean' || (isWhole && (value as number) >= low && (value as number) <= high);
}

const sentences = (text: string): number => text.match(/[.?!]["')]*(?= |$)/g)?.length ?? 0;

test('are listed in the order of the picker', () => {
  expect(workloads.map(workload => workload.id)).toEqual([
    'hash-chain',
    'password-hash',
    'primes',
    'a-and-b',
    'breakfast',
    'http-calls',
    'thumbnails',
    'three-files',
  ]);
});

describe.each(workloads.map(workload => [workload.id, workload] as const))('%s', (id, workload) => {
  test('is the default export of a file that is called after it', async () => {
    const module = (await import(`../../workloads/${id}.ts`)) as { default: unknown };
    expect(module.default).toBe(workload);
  });

  test('says what it shows in a few sentences, and names the rows that it serves', () => {
    expect(sentences(workload.story)).toBeOneOf([1, 2, 3]);
    expect(workload.teaches).toMatch(/^[A-Z].{20,70}\.$/);
    expect(workload.rows).not.toEqual([]);
    expect(workload.rows.filter(row => !isRow(row))).toEqual([]);
    expect(new Set(workload.rows).size).toBe(workload.rows.length);
  });

  test('declares its options with defaults that are allowed', () => {
    const names = workload.options.map(option => option.name);
    expect(new Set(names).size).toBe(names.length);
    expect(workload.options.filter(option => !isAllowed(option, option.default))).toEqual([]);
    expect(workload.options.filter(option => option.help.length < 10)).toEqual([]);
  });

  test('plans tasks of plain data whose dependencies come earlier, the same every time', () => {
    const tasks = planOf(workload, { scale: 0.05 });
    expect(tasks.length).toBeGreaterThan(0);
    expect(structuredClone(tasks)).toEqual(tasks);
    expect(planOf(workload, { scale: 0.05 })).toEqual(tasks);
    expect(tasks.flatMap((task, i) => (task.after ?? []).filter(before => before >= i))).toEqual([]);
    expect(new Set(tasks.map(task => task.name)).size).toBe(tasks.length);
  });

  test('plans something at the smallest and the largest value of every option', () => {
    const extremes = workload.options.flatMap(({ name, range = [], choices = [] }) =>
      [...range, ...choices].map(value => ({ [name]: value })),
    );
    const planned = extremes.map(options => planOf(workload, { scale: 0.05, options }).length);
    expect(planned.filter(count => count === 0)).toEqual([]);
  });

  test('has no default that its plan does not look at', () => {
    const asked = new Set<string>();
    const options = (values: Record<string, string | number | boolean>): typeof values =>
      new Proxy(values, {
        get(target, name: string) {
          asked.add(name);
          return target[name];
        },
      });
    workload.plan({ options: options({ ...defaultsOf(workload) }), scale: 0.05, seed: 1, workers: 2 });
    expect(workload.options.map(option => option.name).filter(name => !asked.has(name))).toEqual([]);
  });
});

test('every picture of the thumbnails is drawn before the run', () => {
  const { prefetch = [] } = thumbnails;
  const asked = planOf(thumbnails, { scale: 1 }).map(
    ({ input }) => (input as { path: string }).path.split('?')[0],
  );
  expect(new Set(prefetch)).toEqual(new Set(asked));
});
