import { describe, expect, test } from 'vitest';
import { readCpuCgroup } from '../../src/sample/cgroup.ts';
import { filesOf } from './fake-files.ts';

const v2Mount =
  '30 24 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:4 - cgroup2 cgroup2 rw,nsdelegate\n';
const v1Mount =
  '33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:11 - cgroup cgroup rw,cpu,cpuacct\n';

const read = (
  texts: Record<string, string>,
): { quotaCores: number | null; throttledMs: number | null } | null => {
  const cgroup = readCpuCgroup(filesOf(texts));
  return cgroup && { quotaCores: cgroup.quotaCores, throttledMs: cgroup.throttledMs() };
};

describe('version 2', () => {
  const service = {
    '/proc/self/cgroup': '0::/system.slice/app.service\n',
    '/proc/self/mountinfo': `22 1 0:20 / / rw - ext4 /dev/root rw\n${v2Mount}`,
  };
  const at = '/sys/fs/cgroup/system.slice';

  test('a quota of one and a half cores, and the time lost to it', () => {
    expect(
      read({
        ...service,
        [`${at}/app.service/cpu.max`]: '150000 100000\n',
        [`${at}/app.service/cpu.stat`]:
          'usage_usec 12345\nuser_usec 1\nsystem_usec 2\nnr_periods 10\nnr_throttled 3\nthrottled_usec 41500\n',
      }),
    ).toEqual({ quotaCores: 1.5, throttledMs: 41.5 });
  });

  test('the tightest of the own group and its parents decides, and its counter counts', () => {
    expect(
      read({
        ...service,
        [`${at}/app.service/cpu.max`]: '400000 100000\n',
        [`${at}/app.service/cpu.stat`]: 'throttled_usec 1000\n',
        [`${at}/cpu.max`]: '100000 50000\n',
        [`${at}/cpu.stat`]: 'throttled_usec 7000\n',
      }),
    ).toEqual({ quotaCores: 2, throttledMs: 7 });
  });

  test('no quota: the own counter', () => {
    expect(
      read({
        ...service,
        [`${at}/app.service/cpu.max`]: 'max 100000\n',
        [`${at}/app.service/cpu.stat`]: 'nr_throttled 0\nthrottled_usec 0\n',
      }),
    ).toEqual({ quotaCores: null, throttledMs: 0 });
  });

  test('a container sees its own group as the root', () => {
    expect(
      read({
        '/proc/self/cgroup': '0::/\n',
        '/proc/self/mountinfo': v2Mount,
        '/sys/fs/cgroup/cpu.max': '50000 100000\n',
      }),
    ).toEqual({ quotaCores: 0.5, throttledMs: null });
  });

  test('the counter is read anew at each call', () => {
    const texts: Record<string, string> = {
      ...service,
      [`${at}/app.service/cpu.stat`]: 'throttled_usec 1000\n',
    };
    const cgroup = readCpuCgroup(path => texts[path] ?? null);
    expect(cgroup?.throttledMs()).toBe(1);
    texts[`${at}/app.service/cpu.stat`] = 'throttled_usec 2500\n';
    expect(cgroup?.throttledMs()).toBe(2.5);
  });
});

describe('version 1', () => {
  const docker = {
    '/proc/self/cgroup':
      '12:cpuset:/docker/abc\n5:cpu,cpuacct:/docker/abc\n1:name=systemd:/docker/abc\n0::/\n',
    '/proc/self/mountinfo': v2Mount.replace('/sys/fs/cgroup ', '/sys/fs/cgroup/unified ') + v1Mount,
  };
  const at = '/sys/fs/cgroup/cpu,cpuacct/docker';

  test('a quota of one and a half cores, and the time lost to it', () => {
    expect(
      read({
        ...docker,
        [`${at}/abc/cpu.cfs_quota_us`]: '150000\n',
        [`${at}/abc/cpu.cfs_period_us`]: '100000\n',
        [`${at}/abc/cpu.stat`]: 'nr_periods 9\nnr_throttled 2\nthrottled_time 41500000\n',
      }),
    ).toEqual({ quotaCores: 1.5, throttledMs: 41.5 });
  });

  test('no quota', () => {
    expect(
      read({
        ...docker,
        [`${at}/abc/cpu.cfs_quota_us`]: '-1\n',
        [`${at}/abc/cpu.cfs_period_us`]: '100000\n',
        [`${at}/abc/cpu.stat`]: 'nr_periods 0\nnr_throttled 0\nthrottled_time 0\n',
      }),
    ).toEqual({ quotaCores: null, throttledMs: 0 });
  });

  test('a container that is shown its own part of the tree only', () => {
    expect(
      read({
        '/proc/self/cgroup': '5:cpu,cpuacct:/docker/abc\n',
        '/proc/self/mountinfo': v1Mount.replace(' / ', ' /docker/abc '),
        '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '300000\n',
        '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
      }),
    ).toEqual({ quotaCores: 3, throttledMs: null });
  });

  test('a group outside of what is mounted: what is mounted counts', () => {
    expect(
      read({
        '/proc/self/cgroup': '5:cpu,cpuacct:/other\n',
        '/proc/self/mountinfo': v1Mount.replace(' / ', ' /docker/abc '),
        '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '200000\n',
        '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
      }),
    ).toEqual({ quotaCores: 2, throttledMs: null });
  });
});

test.each([
  ['no control groups', {}],
  [
    'a group of other controllers only',
    { '/proc/self/cgroup': '3:cpuset:/\n', '/proc/self/mountinfo': v1Mount },
  ],
])('%s', (_title, texts) => {
  expect(read(texts)).toBeNull();
});
