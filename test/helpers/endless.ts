/** Workloads whose runs go on until they are stopped, or told to end. */
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The first run of all ends by itself; the next one makes the gate, and never ends. */
export function endlessWorkload(): { file: string; gate: string } {
  const folder = mkdtempSync(join(tmpdir(), 'jugglers-test-'));
  const [file, gate, first] = ['endless.mjs', 'gate', 'first'].map(name => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(
    file,
    `import { existsSync, writeFileSync } from 'node:fs';
    export default {
      id: 'endless', title: 'Endless', story: '', kind: 'cpu', teaches: '', rows: [], options: [],
      plan: () => [{ name: 'one', input: 1 }],
      async run(n, context) {
        if (!existsSync(${JSON.stringify(first)})) { writeFileSync(${JSON.stringify(first)}, ''); return n; }
        writeFileSync(${JSON.stringify(gate)}, '');
        for (;;) await context.checkpoint();
      },
    };`,
  );
  return { file, gate };
}

/** Three tasks that are at it until `open` is called, however long that takes. */
export function gatedWorkload(): { file: string; open(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'jugglers-test-'));
  const [file, gate] = [join(folder, 'gated.mjs'), join(folder, 'gate')];
  writeFileSync(
    file,
    `import { existsSync } from 'node:fs';
    export default {
      id: 'gated', title: 'Gated', story: '', kind: 'io', teaches: '', rows: [], options: [],
      plan: () => [1, 2, 3].map(n => ({ name: 'n' + n, input: n })),
      async run(n, context) {
        while (!existsSync(${JSON.stringify(gate)})) await context.sleep(5);
        return n;
      },
    };`,
  );
  return { file, open: () => writeFileSync(gate, '') };
}

export async function waitForFile(path: string): Promise<void> {
  while (!existsSync(path)) await delay(10);
}
