import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mapFrames } from '../../src/source/source-maps.ts';

const source = `type Unused = string;

export function slow(times: number): number {
  return times * 2;
}
`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'maps-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const built = (name: string, sourcemap: 'inline' | 'external', options = {}): string => {
  const path = join(folder, name);
  const { code, map } = transformSync(source, {
    loader: 'ts',
    sourcemap,
    sourcefile: '../src/slow.ts',
    ...options,
  });
  writeFileSync(path, sourcemap === 'inline' ? code : `${code}//# sourceMappingURL=${name}.map\n`);
  if (sourcemap === 'external') writeFileSync(`${path}.map`, map);
  return path;
};

/** Line 2 of the built file is `return times * 2;`. */
const frameIn = (file: string) => ({ functionName: 'slow', file, line: 2, column: 3 });
const mapped = (file: string) => ({ functionName: 'slow', file, line: 4, column: 3 });

test('by a map inside the file, and by one beside it', () => {
  const inline = built('inline.js', 'inline');
  const beside = built('beside.js', 'external');
  expect(mapFrames([frameIn(inline), frameIn(pathToFileURL(beside).href)])).toEqual([
    mapped(join(folder, '../src/slow.ts')),
    mapped(join(folder, '../src/slow.ts')),
  ]);
});

test('names that are no paths stay, made visible', () => {
  const file = built('odd.js', 'inline', { sourcefile: 'webpack://app/\u001b[2Jslow.ts' });
  expect(mapFrames([frameIn(file)])).toEqual([mapped(String.raw`webpack://app/\x1b[2Jslow.ts`)]);
});

test('without a map that can be read the frame stays as it is', () => {
  const broken = join(folder, 'broken.js');
  writeFileSync(broken, 'slow();\n//# sourceMappingURL=data:application/json;base64,e30=e\n');
  const gone = join(folder, 'gone.js');
  writeFileSync(gone, 'slow();\n//# sourceMappingURL=gone.js.map\n');
  const files = [broken, gone, join(folder, 'none.js'), 'node:fs', '', 'https://host/a.js', 'file://%%'];
  expect(mapFrames(files.map(frameIn))).toEqual(files.map(frameIn));
});
