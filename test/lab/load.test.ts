import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { checkOptions } from '../../src/lab/check-options.ts';
import { loadWorkload, planOf } from '../../src/lab/load.ts';
import type { OptionSpec, PlannedTask, Workload } from '../../src/lab/workload.ts';
import { fixtureUrl, requestFor, Subject } from './subject.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'jugglers-load-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const good = `id: 'mine', title: 'Mine', story: '', kind: 'cpu', teaches: '', rows: [], options: [],
  plan: () => [{ name: 'a', input: 1 }], run: async () => 1`;

/** What is said about a file with this text. */
async function complaintAbout(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  writeFileSync(path, text);
  const error = await loadWorkload(pathToFileURL(path).href).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UsageError);
  return (error as UsageError).message.replace(`${folder}/`, '');
}

test('a workload is loaded whole', async () => {
  expect((await loadWorkload(fixtureUrl('tiny'))).title).toBe('Tiny');
});

test('what is wrong with a file is said with the field', async () => {
  expect(await complaintAbout('no-plan.mjs', `export default { ${good}, plan: undefined }`)).toBe(
    'no-plan.mjs: field `plan`: expected Function, got undefined',
  );
  expect(await complaintAbout('kind.mjs', `export default { ${good}, kind: 'fast' }`)).toBe(
    'kind.mjs: field `kind`: expected ("cpu" | "io" | "memory" | "mixed" | "pipeline" | "coordination"), got "fast"',
  );
  expect(await complaintAbout('prefetch.mjs', `export default { ${good}, prefetch: '/image/1' }`)).toBe(
    'prefetch.mjs: field `prefetch`: expected Array, got "/image/1"',
  );
  expect(
    await complaintAbout(
      'option.mjs',
      `export default { ${good}, options: [{ name: 'n', type: 'number', default: 1, help: 3 }] }`,
    ),
  ).toBe('option.mjs: field `options.0.help`: expected string, got 3');
  expect(await complaintAbout('nothing.mjs', 'export const x = 1')).toBe(
    'nothing.mjs: field `default export`: expected Object, got undefined',
  );
});

test('a file that cannot be read or parsed is named, with what the engine says', async () => {
  expect(await complaintAbout('broken.mjs', 'export default {')).toMatch(/^broken\.mjs cannot be loaded: ./);
  await expect(loadWorkload(pathToFileURL(join(folder, 'missing.mjs')).href)).rejects.toThrow(
    /missing\.mjs cannot be loaded: ./,
  );
});

const planning = (plan: unknown): Workload => ({ id: 'mine', plan: () => plan }) as unknown as Workload;
const context = { options: {}, scale: 1, seed: 1, workers: 2 };
const refusal = (plan: unknown): string => {
  try {
    return `accepted: ${planOf(planning(plan), context).length}`;
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as UsageError).message;
  }
};

test('a plan is checked before anything runs', () => {
  const fine: PlannedTask = { name: 'a', input: 1 };
  expect(refusal([fine, { name: 'b', input: undefined }])).toBe('accepted: 2');
  expect(refusal([])).toBe('workload mine: field `plan`: expected at least one task, got none');
  expect(refusal('no list')).toBe('workload mine: field `plan`: expected Array, got "no list"');
  expect(refusal([fine, { name: 7, input: 1 }])).toBe(
    'workload mine: field `plan.1.name`: expected string, got 7',
  );
  expect(refusal([{ name: 'a', input: 1, after: [4] }])).toContain('`after` names task 4');
  expect(refusal([{ name: 'a', input: () => 1 }])).toContain(
    'task 0 (a): field `input`: expected plain data',
  );
});

const options: OptionSpec[] = [
  { name: 'calls', type: 'number', default: 5, range: [1, 10], isInteger: true, help: '' },
  { name: 'way', type: 'string', default: 'fast', choices: ['fast', 'slow'], help: '' },
  { name: 'loud', type: 'boolean', default: false, help: '' },
];
const checked = (given: Record<string, string | number | boolean>) =>
  checkOptions({ id: 'mine', options }, given);

test('options come typed and complete', () => {
  expect(checked({})).toEqual({ calls: 5, way: 'fast', loud: false });
  expect(checked({ calls: '7', way: 'slow', loud: 'true' })).toEqual({ calls: 7, way: 'slow', loud: true });
});

test('an option that is wrong is named, with what is allowed', () => {
  expect(() => checked({ calls: '11' })).toThrow(
    'option `calls`: expected a whole number from 1 to 10, got "11"',
  );
  expect(() => checked({ calls: 2.5 })).toThrow('expected a whole number from 1 to 10, got 2.5');
  expect(() => checked({ calls: 'many' })).toThrow('expected a whole number from 1 to 10, got "many"');
  expect(() => checked({ way: 'odd' })).toThrow('option `way`: expected one of: fast, slow, got "odd"');
  expect(() => checked({ loud: 'yes' })).toThrow('option `loud`: expected true or false, got "yes"');
  expect(() => checked({ cals: 1 })).toThrow(
    'workload mine has no option `cals`; expected one of: calls, way, loud',
  );
});

test('the lab refuses a file that is wrong, and says so', async () => {
  const subject = new Subject(requestFor('does-not-exist'));
  try {
    await expect(subject.finished()).rejects.toThrow(/^USAGE: .*does-not-exist\.ts cannot be loaded: /);
  } finally {
    await subject.close();
  }
});
