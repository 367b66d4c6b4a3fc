/** Where the main thread is at this moment, asked from the probe thread through the inspector, on demand only. */
import { nowMs } from '../clock.ts';
import { procText } from './proc-file.ts';
import { captureName, type RawFrame, type ReadStack, readStack } from './raw-stack.ts';
import { type StackMemory, stackTextAt, stackWord } from './stack-memory.ts';
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

/** Much longer than it takes to close the session, and nothing that a block of 50 ms would be taken for longer by. */
const closeBoundMs = 5;

/**
 * Runs in the subject's main thread, as an interrupt of whatever it executes; works without the Debugger domain.
 * Everything that it touches is put back, also whether it was there at all. It returns once the session's end lies
 * behind it in the queue, so that no code of the program's runs with the session open. It must not sleep for that: what it
 * interrupts may be an Atomics.wait, and a second one within breaks the engine's list of those that wait.
 */
const expressionFor = (key: string, ask: number): string => `(() => {
  const builtin = name => process.getBuiltinModule ? process.getBuiltinModule(name) : require(name);
  const buffer = builtin('worker_threads').getEnvironmentData(${JSON.stringify(key)});
  if (!buffer) return;
  const words = new Int32Array(buffer, 0, ${stackTextAt / 4});
  const keys = ['prepareStackTrace', 'stackTraceLimit'];
  const before = keys.map(key => Object.getOwnPropertyDescriptor(Error, key));
  let bytes = [];
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
    const stack = new Error().stack;
    const frames = Array.isArray(stack) ? stack : [];
    const used = process.threadCpuUsage?.();
    const cpuMs = used ? (used.user + used.system) / 1e3 : null;
    const atMs = Number(process.hrtime.bigint()) / 1e6;
    do {
      bytes = builtin('buffer').Buffer.from(JSON.stringify([atMs, cpuMs, frames]));
    } while (bytes.length > buffer.byteLength - ${stackTextAt} && frames.splice(frames.length >> 1));
  } finally {
    keys.forEach((key, i) => before[i] ? Object.defineProperty(Error, key, before[i]) : delete Error[key]);
    new Uint8Array(buffer, ${stackTextAt}).set(bytes);
    words[${stackWord.lengthBytes}] = bytes.length;
    Atomics.store(words, ${stackWord.answered}, ${ask});
    Atomics.notify(words, ${stackWord.answered});
    const untilNs = process.hrtime.bigint() + ${closeBoundMs * 1e6}n;
    while (Atomics.load(words, ${stackWord.asked}) < ${ask} && process.hrtime.bigint() < untilNs);
  }
})()
//# sourceURL=${captureName}`;

/** Before Node 20.16 a module has no way but this one, which shows the inspector's own names for a moment. */
const needsRequire = process.getBuiltinModule === undefined;

/** What the kernel counted for the main thread since it began; null where it does not. */
type MainTimes = ReturnType<typeof parseSchedstat>;

const mainTimes = (): MainTimes => parseSchedstat(procText(`/proc/self/task/${process.pid}/schedstat`));

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

/** Resolves with what the main thread has left in answer to this question; '' if a later one was answered since. */
const answerTo = async (ask: number, buffer: SharedArrayBuffer): Promise<string> => {
  const words = new Int32Array(buffer, 0, stackTextAt / 4);
  for (;;) {
    const answered = Atomics.load(words, stackWord.answered);
    if (answered > ask) return '';
    if (answered === ask) break;
    await Atomics.waitAsync(words, stackWord.answered, answered).value;
  }
  const lengthBytes = words[stackWord.lengthBytes] as number;
  return Buffer.from(buffer, stackTextAt, lengthBytes).toString();
};

/**
 * The session is over before the question has been answered: the main thread serves both in one go. What lies between
 * the two is kept short: a main thread that takes the one and ends before the other says that it waits for a debugger.
 */
const askMain = async ({ key, buffer }: StackMemory): Promise<{ ask: number; asked: Ask }> => {
  // Loaded when first needed: some Nodes are built without an inspector.
  const { Session } = await import('node:inspector');
  const words = new Int32Array(buffer, 0, stackTextAt / 4);
  const ask = Atomics.load(words, stackWord.asked) + 1;
  const expression = expressionFor(key, ask);
  const session = new Session();
  const asked: Ask = { times: mainTimes(), atMs: nowMs() };
  session.connectToMainThread();
  session.post('Runtime.evaluate', { expression, silent: true, includeCommandLineAPI: needsRequire });
  session.disconnect();
  Atomics.store(words, stackWord.asked, ask);
  return { ask, asked };
};

/**
 * Asks for the main thread's stack. The answer comes within milliseconds while JavaScript runs, and only at the end
 * of a native call. `onAnswer` is called at most once, with null if there is none to be had. Returns a function that
 * gives up.
 */
export const captureMainStack = (
  memory: StackMemory,
  onAnswer: (stack: CapturedStack | null) => void,
): (() => void) => {
  let isOver = false;
  const finish = (stack: CapturedStack | null): void => {
    if (isOver) return;
    isOver = true;
    onAnswer(stack);
  };
  const capture = async (): Promise<void> => {
    const { ask, asked } = await askMain(memory);
    const text = await answerTo(ask, memory.buffer);
    finish(text === '' ? null : parseCapture(text, asked, mainTimes()));
  };
  capture().catch(() => finish(null));
  return () => {
    isOver = true;
  };
};
