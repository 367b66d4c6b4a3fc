/** Where the main thread is at this moment, asked from the probe thread through the inspector, on demand only. */
import { readFileSync } from 'node:fs';
import { nowMs } from '../clock.ts';
import { captureName, type RawFrame, type ReadStack, readStack } from './raw-stack.ts';
import { parseSchedstat } from './threads.ts';

export interface CapturedStack extends ReadStack {
  readonly askedAtMs: number;
  /** When the main thread took it, by its own clock. */
  readonly atMs: number;
  /** It took longer to interrupt the thread than it ever takes while JavaScript runs: a native call was in the way. */
  readonly isLate?: boolean;
}

/** Running JavaScript was interrupted in 0.2 to 1.1 ms on Nodes 18 to 26; more is a native call, or a collection. */
const promptMs = 3;
/** No longer a young collection. */
export const lateMs = 10;
/** Where the kernel does not tell how long the thread waited for a core, that wait is allowed for. */
const busyMachineMs = 10;

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
      site.getEnclosingLineNumber?.() || 0,
      site.getEnclosingColumnNumber?.() || 0,
    ]);
    const frames = new Error().stack;
    return JSON.stringify([Number(process.hrtime.bigint()) / 1e6, Array.isArray(frames) ? frames : []]);
  } finally {
    keys.forEach((key, i) => before[i] ? Object.defineProperty(Error, key, before[i]) : delete Error[key]);
  }
})()
//# sourceURL=${captureName}`;

/** Milliseconds that the main thread had to wait for a core since it began; null where the kernel does not tell. */
const mainRunQueueMs = (): number | null => {
  try {
    const text = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1');
    return parseSchedstat(text)?.runQueueMs ?? null;
  } catch {
    return null;
  }
};

/** The moment that a stack was asked for. */
export interface Ask {
  readonly atMs: number;
  readonly runQueueMs: number | null;
}

/** What came back, read as of how long it took; null if it is not what the expression returns. */
export const parseCapture = (text: unknown, ask: Ask, runQueueMs: number | null): CapturedStack | null => {
  if (typeof text !== 'string') return null;
  const [atMs, raw] = JSON.parse(text) as [number, RawFrame[]];
  const starvedMs = ask.runQueueMs === null || runQueueMs === null ? null : runQueueMs - ask.runQueueMs;
  const tookMs = atMs - ask.atMs - (starvedMs ?? busyMachineMs);
  const isLate = tookMs > lateMs;
  return { askedAtMs: ask.atMs, atMs, ...readStack(raw, tookMs <= promptMs), ...(isLate && { isLate }) };
};

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
    const asked: Ask = { runQueueMs: mainRunQueueMs(), atMs: nowMs() };
    session.post('Runtime.evaluate', { expression, returnByValue: true, silent: true }, (error, answer) =>
      finish(error ? null : parseCapture((answer as Answer)?.result?.value, asked, mainRunQueueMs())),
    );
  };
  ask().catch(() => finish(null));
  return giveUp;
};
