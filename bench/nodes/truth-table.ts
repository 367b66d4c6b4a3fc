/** What was told of blocks, as a table: a line for each way to block. */
import { type Compared, functionOf, interruptible } from '../../test/watch/truth.ts';
import { thresholdMs } from './target.ts';

const boundMs = 5;
/** The first stack is asked for at the threshold: of a block that has ended by then, it cannot be had. */
const frameFromMs = 2 * thresholdMs;

const lengthOf = ({ startMs, endMs }: Compared): number => endMs - startMs;

/** Those that must be told, and those near the threshold that were. */
const counts = (block: Compared): boolean =>
  lengthOf(block) > thresholdMs + boundMs || block.stalls.length > 0;

const isOnce = ({ stalls }: Compared): boolean => stalls.length === 1;

/** What was told of its start and its length less what they were; null of what was not told. */
const offsOf = (block: Compared): readonly [number, number] | null => {
  const [stall] = block.stalls;
  return stall ? [stall.startMs - block.startMs, stall.durationMs - lengthOf(block)] : null;
};

/** Start and length within 5 ms or 5 %, whichever is more. */
const isWithin = (block: Compared): boolean => {
  const mostMs = Math.max(boundMs, lengthOf(block) * 0.05);
  return offsOf(block)?.every(offMs => Math.abs(offMs) <= mostMs) ?? false;
};

const hasFrame = ({ kind, stalls: [stall] }: Compared): boolean =>
  stall?.frames.some(({ functionName }) => functionName === functionOf(kind)) ?? false;

const lacksFrame = (block: Compared): boolean =>
  interruptible.includes(block.kind) && lengthOf(block) >= frameFromMs && !hasFrame(block);

const isWrong = (block: Compared): boolean => !isOnce(block) || !isWithin(block) || lacksFrame(block);

const offsWords = (block: Compared): string => {
  const offs = offsOf(block);
  if (offs) return `off by ${offs.map(offMs => offMs.toFixed(1)).join(' / ')} ms`;
  const [delay] = block.delays;
  return delay ? `told as ${delay.type} for ${delay.durationMs.toFixed(1)} ms` : 'MISSED';
};

/** One line for each block that was not told as it must be. */
export const wrongOnes = (blocks: readonly Compared[]): string[] =>
  blocks
    .filter(counts)
    .filter(isWrong)
    .map(block => {
      const frame = hasFrame(block) ? 'frame' : 'NO FRAME';
      const what = `${block.kind} of ${lengthOf(block).toFixed(1)} ms`;
      return `${what}: ${block.stalls.length} stalls, ${offsWords(block)}, ${frame}`;
    });

const worstOf = (blocks: readonly Compared[], which: 0 | 1): string => {
  const offs = blocks.flatMap(block => offsOf(block)?.[which] ?? []).map(Math.abs);
  return offs.length === 0 ? '' : `${Math.max(...offs).toFixed(1)} ms`;
};

/** In which words native calls were named. */
const notesOf = (kind: string, blocks: readonly Compared[]): string =>
  interruptible.includes(kind)
    ? ''
    : [...new Set(blocks.flatMap(({ stalls }) => stalls[0]?.note ?? []))].join('; ');

const rowOf = (title: string, blocks: readonly Compared[], note: string): string[] => {
  const counted = (fits: (block: Compared) => boolean): string =>
    `${blocks.filter(fits).length}/${blocks.length}`;
  return [
    title,
    counted(isOnce),
    counted(isWithin),
    worstOf(blocks, 0),
    worstOf(blocks, 1),
    counted(hasFrame),
    note,
  ];
};

const head = ['blocked by', 'told once', 'within 5 ms, 5 %', 'start off', 'length off', 'frame', 'note'];

export const truthRows = (all: readonly Compared[]): string[][] => {
  const blocks = all.filter(counts);
  const kinds = [...new Set(blocks.map(({ kind }) => kind))];
  const of = (wanted: string): Compared[] => blocks.filter(({ kind }) => kind === wanted);
  const rows = kinds.map(kind => rowOf(kind, of(kind), notesOf(kind, of(kind))));
  return [head, ...rows, rowOf('all', blocks, '')];
};
