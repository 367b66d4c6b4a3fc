import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bytesFrom } from '../../workloads/support/bytes.ts';
import { ensureFile } from '../../workloads/support/files.ts';
import { shrink } from '../../workloads/support/thumbnail.ts';

describe('a file that stays for the next run', () => {
  let root: string;
  const folder = (): string => join(root, `jugglers-${process.getuid?.() ?? 'files'}`);
  const content = (): Uint8Array => Uint8Array.of(1, 2, 3);
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'workload-files-'));
    vi.stubEnv('TMPDIR', root);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(root, { recursive: true });
  });

  test('is written once, whole, for this user alone', () => {
    const path = ensureFile('a.bin', 3, content);
    const again = ensureFile('a.bin', 3, () => {
      throw new Error('it is there already');
    });
    expect(again).toBe(path);
    expect([...readFileSync(path)]).toEqual([1, 2, 3]);
    expect(readdirSync(folder())).toEqual(['a.bin']);
    expect(statSync(folder()).mode & 0o777).toBe(0o700);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('is written again when it has the wrong size', () => {
    const path = ensureFile('a.bin', 1, () => Uint8Array.of(9));
    expect(ensureFile('a.bin', 3, content)).toBe(path);
    expect([...readFileSync(path)]).toEqual([1, 2, 3]);
  });

  test('is refused in a folder that others may use, or that is only a link', () => {
    mkdirSync(folder());
    chmodSync(folder(), 0o777);
    expect(() => ensureFile('a.bin', 3, content)).toThrow('should be a folder that only you may use');
    rmSync(folder(), { recursive: true });
    symlinkSync(root, folder());
    expect(() => ensureFile('a.bin', 3, content)).toThrow('should be a folder that only you may use');
  });
});

test('the same seed gives the same bytes, another seed others', () => {
  expect(bytesFrom(1, 64)).toEqual(bytesFrom(1, 64));
  expect(bytesFrom(2, 64)).not.toEqual(bytesFrom(1, 64));
});

describe('a thumbnail', () => {
  const context = { checkpoint: async () => undefined, progress: () => undefined };
  const shrunk = (width: number, height: number, data: number[], to: number): Promise<unknown> =>
    shrink({ width, height, data: Uint8Array.from(data) }, to, context as never);

  test('averages the pixels that fall on one of its own', async () => {
    const [black, white] = [
      [0, 0, 0, 255],
      [200, 100, 40, 255],
    ];
    const data = [black, white, black, black, white, black, black, black].flat() as number[];
    expect(await shrunk(4, 2, data, 2)).toEqual({
      width: 2,
      height: 1,
      data: Uint8Array.of(100, 50, 20, 255, 0, 0, 0, 255),
    });
  });

  test('is never larger than the picture', async () => {
    expect(await shrunk(1, 1, [1, 2, 3, 4], 8)).toEqual({
      width: 1,
      height: 1,
      data: Uint8Array.of(1, 2, 3, 4),
    });
  });
});
