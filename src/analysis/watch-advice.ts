/** What to do about the function that holds the loop up. */
import { visible } from '../visible.ts';
import { frameWords } from './stalls.ts';
import type { StallGroup } from './stalls.ts';

interface Advice {
  /** Name of the call that held the thread. */
  readonly call: RegExp;
  readonly text: string;
}

/** Calls that have a twin which does not hold the loop, or a known way round. */
const known: readonly Advice[] = [
  {
    call: /^(exec|execFile|spawn)Sync$/,
    text: 'start the program with the call of the same name without Sync, and wait for its event',
  },
  {
    call: /^(pbkdf2|scrypt|randomFill|generateKeyPair|generateKey|hkdf|checkPrime|generatePrime)Sync$/,
    text: 'use the call of the same name without Sync: it computes on the libuv pool',
  },
  {
    call: /^(gzip|gunzip|deflate|inflate|deflateRaw|inflateRaw|unzip|brotliCompress|brotliDecompress|zstdCompress|zstdDecompress)Sync$/,
    text: 'use the call of the same name without Sync, or a stream: it compresses on the libuv pool',
  },
  {
    call: /Sync$/,
    text: 'use the asynchronous call of the same name (node:fs/promises for files)',
  },
  {
    call: /^(JSON\.)?(parse|stringify)$/,
    text: 'make the document smaller or take it in parts (a streaming parser), or do it in a worker thread',
  },
  {
    call: /^(RegExp\.|\[Symbol\.)?(exec|test|match|matchAll|replace|replaceAll|search|split)\]?$/,
    text: 'look at the regular expression: nested or overlapping repeats backtrack without end on the wrong text',
  },
  { call: /^wait$/, text: 'use Atomics.waitAsync, or wait in a worker thread' },
  { call: /^(sort|toSorted)$/, text: 'sort in a worker thread, or keep the list sorted as it grows' },
];

const inNativeCode =
  'the call into native code before that line held the loop (JSON.parse, a copy, a compression of much data): give it ' +
  'less at a time, or do it in a worker thread';

const inGeneral = 'cut it into pieces that give way in between (setImmediate), or move it to a worker thread';

/** What is said of a call that could not be interrupted and is not known by name. */
const isUnnamedNative = ({ call, note }: StallGroup): boolean =>
  call === '' && note.startsWith('native call');

/** One sentence about the costliest group of which it is known where it was, names made visible; '' without stalls. */
export const adviceFor = (groups: readonly StallGroup[]): string => {
  const group = groups.find(({ frame }) => frame !== null);
  if (!group)
    return groups.length === 0 ? '' : 'no stack was caught: watch on, a longer stall will show where it is';
  const { frame, call } = group;
  const name = call === '' ? (frame?.functionName ?? '') : call;
  const found = known.find(each => each.call.test(name.split('.').at(-1) ?? ''))?.text;
  const calls = call === '' || !found ? '' : ` calls ${visible(call)}`;
  const text = isUnnamedNative(group) ? inNativeCode : (found ?? inGeneral);
  return `${visible(frameWords(frame))}${calls}: ${text}`;
};
