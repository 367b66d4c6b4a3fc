/** The terminal that we were started on: never-blocking output, size, signals of job control, and its loss. */
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { WriteStream } from 'node:tty';
import type { ReadStream } from 'node:tty';
import type { Output } from './view/terminal/screen.ts';

export interface Terminal extends Output {
  readonly stdin: ReadStream;
  /** Someone asks us to stop (Ctrl-Z in another window's `kill -TSTP`); with a listener we are not stopped by it. */
  onStopAsked(listener: () => void): () => void;
  /** Stops the whole job, as Ctrl-Z does, and resolves once it goes on. */
  stop(): Promise<void>;
  /** The terminal is gone (EIO, EPIPE, end of input): called once. */
  onLost(listener: (error: Error) => void): void;
  /** Drops what is still queued and lets go of the device. */
  close(): void;
}

interface Device {
  readonly stream: WriteStream;
  /** For writing past the stream: a stream of one's own does not tell it, and it stays open after the stream's end. */
  readonly fd: number;
  readonly isOwn: boolean;
}

// Both are there since Node 0.x; the types leave them out.
type WithHandle = WriteStream & {
  readonly fd: number;
  readonly _handle?: { setBlocking?(isBlocking: boolean): number };
};

/** Node makes a terminal's stdout blocking: a stalled SSH line would stop the whole event loop. */
const withoutBlocking = (stream: WriteStream): WriteStream => {
  (stream as WithHandle)._handle?.setBlocking?.(false);
  return stream;
};

/**
 * The same device once more, so that neither the shell's nor process.stdout's own mode is touched. The path in /proc
 * leads to the very device, also where its name is not visible (containers); /dev/tty is the same one elsewhere.
 */
const openDevice = (stdout: WriteStream): Device => {
  for (const path of [`/proc/self/fd/${(stdout as WithHandle).fd}`, '/dev/tty']) {
    try {
      const fd = openSync(path, constants.O_WRONLY | constants.O_NOCTTY | constants.O_NONBLOCK);
      return { stream: withoutBlocking(new WriteStream(fd)), fd, isOwn: true };
    } catch {
      // Not there or not allowed: the next one, at last stdout itself.
    }
  }
  return { stream: withoutBlocking(stdout), fd: (stdout as WithHandle).fd, isOwn: false };
};

const pause = (durationMs: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, durationMs);
};

const isFull = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EAGAIN';

// Long enough for a terminal that is only busy; one that hangs must not keep the program from ending.
const attempts = 50;
const attemptMs = 5;

/** Past the stream's queue, straight to the device; gives up on a terminal that does not take it. */
const writeAtOnce = (fd: number, text: string): void => {
  let rest = Buffer.from(text);
  for (let attempt = 0; attempt < attempts && rest.length > 0; attempt++) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      if (!isFull(error)) return;
      pause(attemptMs);
    }
  }
};

// A stop is delivered at once or, in a job without a shell to continue it, never; then we simply go on.
const stopMs = 50;

const stopJob = async (): Promise<void> => {
  // 0: the whole job, as the key itself does; a parent such as npm would keep the shell waiting otherwise.
  process.kill(0, 'SIGTSTP');
  await new Promise(resolve => setTimeout(resolve, stopMs));
};

class NodeTerminal implements Terminal {
  readonly stdin: ReadStream;
  readonly #stdout: WriteStream;
  readonly #device: Device;
  #isGone = false;
  #lost: Error | null = null;
  #onLost: ((error: Error) => void) | null = null;
  #onStop: (() => void) | null = null;

  constructor(stdin: ReadStream, stdout: WriteStream) {
    this.stdin = stdin;
    this.#stdout = stdout;
    this.#device = openDevice(stdout);
    for (const stream of [stdin, stdout, this.#device.stream]) stream.on('error', this.#fail);
    stdin.on('end', this.#end);
  }

  // Zero: a terminal that was never told its size, as on a serial line.
  get columns(): number {
    return this.#stdout.columns || 80;
  }

  get rows(): number {
    return this.#stdout.rows || 24;
  }

  write(text: string, onWritten: () => void): void {
    const rest = this.#isGone ? null : this.#restOf(text);
    if (rest === null) queueMicrotask(onWritten);
    else this.#device.stream.write(rest, () => onWritten());
  }

  /** What the device does not take now, null if it takes all: the way through the stream costs more than the write. */
  #restOf(text: string): Buffer | string | null {
    const { fd, stream } = this.#device;
    if (stream.writableLength > 0) return text;
    try {
      const written = writeSync(fd, text);
      return written === Buffer.byteLength(text) ? null : Buffer.from(text).subarray(written);
    } catch {
      // Full, or gone: the stream waits, or tells the error.
      return text;
    }
  }

  writeNow(text: string): void {
    if (!this.#isGone) writeAtOnce(this.#device.fd, text);
  }

  onResize(listener: () => void): () => void {
    this.#stdout.on('resize', listener);
    return () => this.#stdout.off('resize', listener);
  }

  onStopAsked(listener: () => void): () => void {
    this.#onStop = listener;
    process.on('SIGTSTP', listener);
    return () => {
      this.#onStop = null;
      process.off('SIGTSTP', listener);
    };
  }

  async stop(): Promise<void> {
    const listener = this.#onStop;
    // Only without a listener does the signal do what it says.
    if (listener !== null) process.off('SIGTSTP', listener);
    await stopJob();
    if (listener !== null && this.#onStop === listener) process.on('SIGTSTP', listener);
  }

  onLost(listener: (error: Error) => void): void {
    this.#onLost = listener;
    if (this.#lost !== null) listener(this.#lost);
  }

  close(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.stdin.off('end', this.#end);
    const { stream, fd, isOwn } = this.#device;
    if (isOwn) {
      stream.destroy();
      closeSync(fd);
    } else {
      (stream as WithHandle)._handle?.setBlocking?.(true);
    }
  }

  readonly #end = (): void => this.#fail(new Error('the terminal has closed its end'));

  // The error listeners stay for good: a late EIO must not become an uncaught exception.
  readonly #fail = (error: Error): void => {
    if (this.#lost !== null || this.#isGone) return;
    this.#lost = error;
    this.close();
    this.#onLost?.(error);
  };
}

/** Takes hold of the terminal. Both streams must be terminals (`isTTY`). */
export const openTerminal = (stdin: ReadStream, stdout: WriteStream): Terminal =>
  new NodeTerminal(stdin, stdout);
