/** One figure for all values of a run, so that modes can be compared. */
import { createHash } from 'node:crypto';

/** Longer values travel between threads as their digest: only equality matters. */
const inlineCharacters = 200;

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

const bytesOf = (view: ArrayBufferView | ArrayBufferLike): Uint8Array =>
  ArrayBuffer.isView(view)
    ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
    : new Uint8Array(view);

const isBinary = (value: unknown): value is ArrayBufferView | ArrayBufferLike =>
  ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof SharedArrayBuffer;

function entriesOf(value: object): string {
  const record = value as Record<string, unknown>;
  const keys = Object.keys(record).filter(key => record[key] !== undefined);
  return keys
    .sort()
    .map(key => `${JSON.stringify(key)}:${serialized(record[key])}`)
    .join();
}

function serialized(value: unknown): string {
  if (value === null || typeof value !== 'object') return scalar(value);
  if (isBinary(value)) return `bytes:${sha256(bytesOf(value))}`;
  if (Array.isArray(value)) return `[${value.map(serialized).join()}]`;
  if (value instanceof Map) return `map:${serialized([...value])}`;
  if (value instanceof Set) return `set:${serialized([...value])}`;
  if (value instanceof Date) return `date:${value.getTime()}`;
  return `{${entriesOf(value)}}`;
}

/** Numbers in their own way too: JSON knows neither NaN nor Infinity nor -0. */
function scalar(value: unknown): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function' || typeof value === 'symbol') {
    throw new TypeError(`a task's value must be plain data, got a ${typeof value}`);
  }
  return String(value);
}

/** JSON with sorted keys, bytes by their digest. Throws a TypeError for what is not plain data. */
export function canonical(value: unknown): string {
  const text = serialized(value);
  return text.length <= inlineCharacters ? text : `sha256:${sha256(text)}`;
}

/** First 16 hex digits of the SHA-256 over all canonical values in plan order; null if one is missing. */
export function checksum(values: readonly (string | null)[]): string | null {
  return values.includes(null) ? null : sha256(`[${values.join()}]`).slice(0, 16);
}
