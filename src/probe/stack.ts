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
const promptMs = 2;
/** No longer a young collection. */
export const lateMs = 10;
/** The same where the kernel does not tell how long the thread waited for a core meanwhile. */
const lateUntoldMs = 20;
/** The kernel's count of what a running thread used is up to a tick old (1 to 4 ms). */
const tickMs = 4;

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
    const used = process.threadCpuUsage?.();
    return JSON.stringify([
      Number(process.hrtime.bigint()) / 1e6,
      used ? (used.user + used.system) / 1e3 : null,
      Array.isArray(frames) ? frames : [],
    ]);
  } finally {
    keys.forEach((key, i) => before[i] ? Object.defineProperty(Error, key, before[i]) : delete Error[key]);
  }
})()
//# sourceURL=${captureName}`;

/** What the kernel counted for the main thread since it began; null where it does not. */
type MainTimes = ReturnType<typeof parseSchedstat>;

const mainTimes = (): MainTimes => {
  try {
    return parseSchedstat(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1'));
  } catch {
    return null;
  }
};

/** The moment that a stack was asked for. */
export interface Ask {
  readonly atMs: number;
  readonly times: MainTimes;
}

/**
 * How long the thread went on after it was asked: without a core it can neither be interrupted nor go on. The second
 * reading is of a moment after the interrupt, and counts too much: so that a thread is called prompt only if it was.
 */
const delayOf = (
  tookMs: number,
  before: MainTimes,
  after: MainTimes,
): { isPrompt: boolean; isLate: boolean } => {
  if (!before || !after) return { isPrompt: tookMs <= promptMs, isLate: tookMs > lateUntoldMs };
  const ranMs = after.cpuMs - before.cpuMs;
  const starvedMs = after.runQueueMs - before.runQueueMs;
  const hasHardlyRun = ranMs <= promptMs + tickMs && tookMs - ranMs - starvedMs <= promptMs;
  return {
    isPrompt: tookMs <= promptMs || hasHardlyRun,
    isLate: tookMs - starvedMs > lateMs || ranMs > lateMs + tickMs,
  };
};

/** When, how much CPU the thread had used (where its Node tells), and where. */
type Captured = readonly [number, number | null, readonly RawFrame[]];

/** What came back, read as of how long it took; null if it is not what the expression returns. */
export const parseCapture = (text: unknown, ask: Ask, times: MainTimes): CapturedStack | null => {
  if (typeof text !== 'string') return null;
  const [atMs, cpuMs, raw] = JSON.parse(text) as Captured;
  const after = times && { ...times, cpuMs: cpuMs ?? times.cpuMs };
  const { isPrompt, isLate } = delayOf(atMs - ask.atMs, ask.times, after);
  return { askedAtMs: ask.atMs, atMs, ...readStack(raw, isPrompt), ...(isLate && { isLate }) };
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
    const asked: Ask = { times: mainTimes(), atMs: nowMs() };
    session.post('Runtime.evaluate', { expression, returnByValue: true, silent: true }, (error, answer) =>
      finish(error ? null : parseCapture((answer as Answer)?.result?.value, asked, mainTimes())),
    );
  };
  ask().catch(() => finish(null));
  return giveUp;
};
