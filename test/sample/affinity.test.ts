import { expect, test } from 'vitest';
import { allowedCores, parseCpuList } from '../../src/sample/affinity.ts';

test.each([
  ['0', [0]],
  ['0-3\n', [0, 1, 2, 3]],
  ['1,4-6,9\n', [1, 4, 5, 6, 9]],
  ['\n', []],
])('the list %j', (list, cores) => {
  expect(parseCpuList(list)).toEqual(cores);
});

const status = (list: string): string =>
  `Name:\tnode\nState:\tR (running)\nCpus_allowed:\t3\nCpus_allowed_list:\t${list}\nMems_allowed_list:\t0\n`;

test.each([
  ['0-1', 2],
  ['0-255', 256],
  ['3,17,60', 3],
  ['0-1,32-33', 4],
])('a process that may use %s may use %i cores', (list, count) => {
  expect(allowedCores(status(list))).toHaveLength(count);
});

test('a system that does not tell', () => {
  expect(allowedCores('Name:\tnode\n')).toBeNull();
});
