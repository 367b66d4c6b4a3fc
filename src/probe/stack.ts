/** Where the main thread is at this moment, asked from the probe thread through the inspector, on demand only. */
import { builtinModules } from 'node:module';
import { nowMs } from '../clock.ts';
import type { StackFrame } from '../protocol.ts';

export interface CapturedStack {
  /** When the main thread took it, by its own clock. */
  readonly atMs: number;
  /** Innermost first; empty if no JavaScript of the subject was running. */
  readonly frames: readonly StackFrame[];
  /** The call into Node that the innermost own frame made, such as `readFileSync (node:fs)`, if it made one. */
  readonly nodeCall?: string;
  /** It took longer to interrupt the thread than it ever takes while JavaScript runs. */
  readonly isLate?: boolean;
}

/** Running JavaScript was interrupted in 0.2 to 1.1 ms on Nodes 18 to 26; the rest is for a busy machine. */
export const lateMs = 20;

const ownName = 'jugglers-probe-capture';

/**
 * Runs in the subject's main thread, as an interrupt of whatever it executes; works without the Debugger domain.
 * Everything that it touches is put back, also whether it was there at all.
 */
const expression = `(() => {
  const keys = ['prepareStackTrace', 'stackTraceLimit'];
  const before = keys.map(key => Object.getOwnPropertyDescriptor(Error, key));
  try {
    Error.stackTraceLimit = 64;
    Error.prepareStackTrace = (_, sites) => sites.map(site => [
      site.getFunctionName() || site.getMethodName() || '',
      site.getFileName() || site.getScriptNameOrSourceURL() || '',
      site.getLineNumber() || 0,
      site.getColumnNumber() || 0,
    ]);
    const frames = new Error().stack;
    return JSON.stringify([Number(process.hrtime.bigint()) / 1e6, Array.isArray(frames) ? frames : []]);
  } finally {
    keys.forEach((key, i) => before[i] ? Object.defineProperty(Error, key, before[i]) : delete Error[key]);
  }
})()
//# sourceURL=${ownName}`;

type RawFrame = readonly [string, string, number, number];

/**
 * The subject's own frames and native ones. Node's inner ones are left out: an interrupt that was asked for during a
 * native call is often served in whatever helper runs next. Only where there is nothing else do they stay.
 */
const framesOfSubject = (raw: readonly RawFrame[]): readonly RawFrame[] => {
  const all = raw.filter(([, file]) => file !== ownName && !file.startsWith('node:internal'));
  const own = all.filter(([, file]) => !file.startsWith('node:'));
  return own.some(([, file]) => file !== '') ? own : all;
};

/** `node:internal/crypto/pbkdf2` -> `node:crypto`, which is what the program called. */
const publicModule = (file: string): string => {
  const [, name = ''] = /^node:internal\/([^/]+)/.exec(file) ?? [];
  return builtinModules.includes(name) ? `node:${name}` : file;
};

const nodeCallOf = (raw: readonly RawFrame[]): string | undefined => {
  const ownAt = raw.findIndex(([, file]) => file !== '' && file !== ownName && !file.startsWith('node:'));
  const [functionName, file] = raw[ownAt - 1] ?? ['', ''];
  return file.startsWith('node:') && functionName !== ''
    ? `${functionName} (${publicModule(file)})`
    : undefined;
};

/** The answer's text -> frames; null if it is not what the expression returns. */
export const parseCapture = (text: unknown): CapturedStack | null => {
  if (typeof text !== 'string') return null;
  const [atMs, raw] = JSON.parse(text) as [number, RawFrame[]];
  const frames = framesOfSubject(raw).map(([functionName, file, line, column]) => ({
    functionName: functionName || '(anonymous)',
    file,
    line,
    column,
  }));
  return { atMs, frames, nodeCall: nodeCallOf(raw) };
};

const withLateness = (stack: CapturedStack | null, askedAtMs: number): CapturedStack | null =>
  stack && { ...stack, isLate: stack.atMs - askedAtMs > lateMs };

type Answer = { result?: { value?: unknown } } | undefined;

/**
 * Asks for the main thread's stack. The answer comes within milliseconds while JavaScript runs, and only at the end
 * of a native call. `onAnswer` is called at most once, with null if there is none to be had. Returns a function that
 * gives up and closes the session.
 */
export const captureMainStack = (onAnswer: (stack: CapturedStack | null) => void): (() => void) => {
  let isOver = false;
  let disconnect = (): void => {};
  const giveUp = (): void => {
    isOver = true;
    disconnect();
  };
  const finish = (stack: CapturedStack | null): void => {
    if (isOver) return;
    giveUp();
    onAnswer(stack);
  };
  const ask = async (): Promise<void> => {
    // Loaded when first needed: some Nodes are built without an inspector.
    const { Session } = await import('node:inspector');
    if (isOver) return;
    const session = new Session();
    disconnect = () => session.disconnect();
    session.connectToMainThread();
    const askedAtMs = nowMs();
    session.post('Runtime.evaluate', { expression, returnByValue: true, silent: true }, (error, answer) =>
      finish(error ? null : withLateness(parseCapture((answer as Answer)?.result?.value), askedAtMs)),
    );
  };
  ask().catch(() => finish(null));
  return giveUp;
};
