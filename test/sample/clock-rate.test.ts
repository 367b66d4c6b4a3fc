import { expect, test } from 'vitest';
import { clockReader } from '../../src/sample/clock-rate.ts';
import { core } from '../fixtures/parts.ts';
import { filesOf } from './fake-files.ts';

const driver = (id: number, highest: string, now: string): Record<string, string> => ({
  [`/sys/devices/system/cpu/cpu${id}/cpufreq/cpuinfo_max_freq`]: highest,
  [`/sys/devices/system/cpu/cpu${id}/cpufreq/scaling_cur_freq`]: now,
});

test('the busiest core tells, as a share of its own highest', () => {
  const performance = driver(0, '5000000\n', '4000000\n');
  const efficiency = driver(8, '3000000\n', '3000000\n');
  const read = clockReader(filesOf({ ...performance, ...efficiency }));
  expect(read([core(0, 0.9), core(8, 0.6)])).toBe(0.8);
  expect(read([core(0, 0.7), core(8, 0.6, 0.2)])).toBe(1);
});

test('idle cores go slowly, and tell nothing', () => {
  const read = clockReader(filesOf(driver(0, '5000000\n', '800000\n')));
  expect(read([core(0, 0.2)])).toBeNull();
  expect(read([])).toBeNull();
});

test('not measured where there is no driver, or it does not know', () => {
  expect(clockReader(filesOf({}))([core(0, 1)])).toBeNull();
  expect(clockReader(filesOf(driver(0, '5000000\n', '<unknown>\n')))([core(0, 1)])).toBeNull();
});

test('one small file a look; the highest is asked for once', () => {
  const asked: string[] = [];
  const files = filesOf({ ...driver(0, '4000000', '2000000'), ...driver(1, '4000000', '4000000') });
  const read = clockReader(path => {
    asked.push(path.slice(-28));
    return files(path);
  });
  read([core(0, 1), core(1, 0.5)]);
  read([core(0, 1), core(1, 0.5)]);
  expect(asked).toEqual(
    ['u0/cpufreq/cpuinfo_max_freq', '0/cpufreq/scaling_cur_freq', '0/cpufreq/scaling_cur_freq'].map(path =>
      expect.stringMatching(new RegExp(`${path}$`)),
    ),
  );
});
