/** What an interrupted stack says for certain: of the thread's state now, or of a native call that has just ended. */
import { builtinModules } from 'node:module';
import type { StackFrame } from '../protocol.ts';

/** Its own frames carry this name, and are left out. */
export const captureName = 'jugglers-probe-capture';

/** Function, file, line, column; line and column at which the function itself begins. Innermost first. */
export type RawFrame = readonly [string, string, number, number, number, number];

export interface ReadStack {
  readonly frames: readonly StackFrame[];
  /** The call into Node that the innermost own frame made, such as `readFileSync (node:fs)`, if it made one. */
  readonly nodeCall?: string;
  /** Innermost frames were left out, because they had only begun: it was in the first frame, or in one below it. */
  readonly isCut?: boolean;
}

const isNative = ([, file]: RawFrame): boolean => file === '';

const longestHead = 'async function* '.length;

/**
 * The engine looks for interrupts where a function begins and where a loop turns. At the beginning it names the
 * bracket of the parameters. A body on the same line may be taken for it: the frame is left out then, which says less
 * and nothing wrong.
 */
const isAtItsBeginning = ([name, , line, column, ownLine, ownColumn]: RawFrame): boolean =>
  line === ownLine && column >= ownColumn && column - ownColumn <= longestHead + name.length;

/**
 * The frames that were there already when a native call ended, that the interrupt had to wait for. Between its end and
 * the interrupt functions may have returned, but none begun: the one that begins is where it was served. Native ones
 * (`sort`) are asked at their beginning too, and look the same later.
 */
const thereBefore = (raw: readonly RawFrame[]): readonly RawFrame[] => {
  const frames = raw.slice(raw.findIndex(frame => !isNative(frame)));
  const [inner] = frames;
  if (!inner || !isAtItsBeginning(inner)) return frames;
  const below = frames.slice(1);
  const next = below.findIndex(frame => !isNative(frame));
  return next < 0 ? [] : below.slice(next);
};

/**
 * The subject's own frames and native ones. Node's inner ones are left out: an interrupt that was asked for during a
 * native call is often served in whatever helper runs next. Only where there is nothing else do they stay.
 */
const framesOfSubject = (raw: readonly RawFrame[]): readonly RawFrame[] => {
  const all = raw.filter(([, file]) => !file.startsWith('node:internal'));
  const own = all.filter(([, file]) => !file.startsWith('node:'));
  return own.some(frame => !isNative(frame)) ? own : all;
};

/** `node:internal/crypto/pbkdf2` -> `node:crypto`, which is what the program called. */
const publicModule = (file: string): string => {
  const [, name = ''] = /^node:internal\/([^/]+)/.exec(file) ?? [];
  return builtinModules.includes(name) ? `node:${name}` : file;
};

const nodeCallOf = (raw: readonly RawFrame[]): string | undefined => {
  const ownAt = raw.findIndex(frame => !isNative(frame) && !frame[1].startsWith('node:'));
  const [functionName, file] = raw[ownAt - 1] ?? ['', ''];
  return file.startsWith('node:') && functionName !== ''
    ? `${functionName} (${publicModule(file)})`
    : undefined;
};

/** `isPrompt`: the thread was interrupted at once, so that it stands where it stood when it was asked. */
export const readStack = (captured: readonly RawFrame[], isPrompt: boolean): ReadStack => {
  const raw = captured.filter(([, file]) => file !== captureName);
  const sure = isPrompt ? raw : thereBefore(raw);
  const isCut = sure.length < raw.length && sure.some(frame => !isNative(frame));
  const nodeCall = nodeCallOf(sure);
  return {
    frames: framesOfSubject(sure).map(([functionName, file, line, column]) => ({
      functionName: functionName || '(anonymous)',
      file,
      line,
      column,
    })),
    ...(nodeCall !== undefined && { nodeCall }),
    ...(isCut && { isCut }),
  };
};
