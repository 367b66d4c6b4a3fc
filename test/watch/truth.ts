/** Watches the target that blocks in every way, and puts what the probe said to what the target measured itself. */
import type { StackFrame } from '../../src/protocol.ts';
import type { Inbox, Of } from '../source/targets.ts';

interface Truth {
  readonly kind: string;
  readonly wantedMs: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** What else keeps the target's loop: what a block is made of, and the way out of the process. */
const besides = new Set(['prepare', 'end']);

type Stall = Of<'stall'>;
type Delay = Of<'starved'> | Of<'stopped'>;

export interface Compared extends Truth {
  /** All stalls that overlap the block. */
  readonly stalls: readonly Stall[];
  /** What else was told of this time: that it was held up. */
  readonly delays: readonly Delay[];
}

const printed = (inbox: Inbox): Truth[] =>
  inbox
    .all('output')
    .flatMap(({ stream, text }) =>
      stream === 'stdout' && text.startsWith('{') ? [JSON.parse(text) as Truth] : [],
    );

const overlaps = (truth: Truth, stall: Stall | Delay): boolean =>
  stall.startMs < truth.endMs && stall.startMs + stall.durationMs > truth.startMs;

export interface Comparison {
  readonly blocks: readonly Compared[];
  /** Stalls that belong to no block, since the plan began. */
  readonly invented: readonly Stall[];
}

/** To be called once the target has said "done" and the last stall has had its time. */
export const compare = (inbox: Inbox): Comparison => {
  const truths = printed(inbox);
  const stalls = inbox.all('stall');
  const delays = [...inbox.all('starved'), ...inbox.all('stopped')];
  const beganMs = truths[0]?.startMs ?? Infinity;
  return {
    blocks: truths
      .filter(({ kind }) => !besides.has(kind))
      .map(truth => ({
        ...truth,
        stalls: stalls.filter(stall => overlaps(truth, stall)),
        delays: delays.filter(delay => overlaps(truth, delay)),
      })),
    invented: stalls.filter(
      stall => stall.startMs > beganMs && !truths.some(truth => overlaps(truth, stall)),
    ),
  };
};

/** Told as a time in which the machine gave it next to nothing of a core, or stood still: there is no stall to look at. */
export const wasHeldUp = ({ stalls, delays }: Compared): boolean => stalls.length === 0 && delays.length > 0;

/** Innermost frame that is not native. */
export const ownFrame = (frames: readonly StackFrame[]): StackFrame | undefined =>
  frames.find(({ file }) => file !== '');

/** The engine can be interrupted in these, so that the frame is right. */
export const interruptible = ['spin', 'regex', 'wait'];

export const functionOf = (kind: string): string => `blockBy${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
