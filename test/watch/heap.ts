/** What is alive in a process of what only a program makes, by a snapshot of its heap. */
import { readFileSync } from 'node:fs';

export interface Alive {
  readonly objects: number;
  readonly bytes: number;
}

interface Snapshot {
  readonly snapshot: { readonly meta: { readonly node_fields: string[]; readonly node_types: [string[]] } };
  /** So many numbers for each node as it has fields. */
  readonly nodes: readonly number[];
}

/**
 * V8's names. Without `code`, `hidden` and `array`: compiled functions, what V8 notes of them, and its caches grow while
 * a program becomes warm, by kilobytes an attach and for hundreds of them, and shrink when it pleases.
 */
const ownKinds = new Set([
  'object',
  'closure',
  'string',
  'concatenated string',
  'sliced string',
  'symbol',
  'bigint',
  'regexp',
  'native',
]);

/** Of a file that `v8.writeHeapSnapshot` has written: garbage is not in it. */
export const aliveIn = (file: string): Alive => {
  const { snapshot, nodes } = JSON.parse(readFileSync(file, 'utf8')) as Snapshot;
  const { node_fields: fields, node_types } = snapshot.meta;
  const [type, size] = [fields.indexOf('type'), fields.indexOf('self_size')];
  const isOwn = node_types[type]!.map(name => ownKinds.has(name));
  let [objects, bytes] = [0, 0];
  for (let node = 0; node < nodes.length; node += fields.length) {
    if (!isOwn[nodes[node + type]!]) continue;
    objects += 1;
    bytes += nodes[node + size]!;
  }
  return { objects, bytes };
};
