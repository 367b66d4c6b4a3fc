/** What the two ways of watching a user's program share: a started command, and a process that ran already. */
import type { Clock } from '../clock.ts';
import type { SourceMessage, SubjectMessage } from '../protocol.ts';
import type { Ending } from './ending.ts';

export interface WatchOptions {
  readonly clock: Clock;
  /** A block of the main thread is a stall from this on. */
  readonly thresholdMs: number;
  /** See the protocol's `welcome`. */
  readonly newsMs?: number;
  /** Everything that probes say, and what the source adds. Called in the order in which it came. */
  onMessage(message: SubjectMessage | SourceMessage): void;
  /** The probe's build to load; for tests. */
  readonly probe?: ProbeFiles;
}

export interface ProbeFiles {
  /** Node arguments that preload it. */
  readonly preloadArguments: readonly string[];
  /** Absolute path of the module that a running process loads. */
  readonly attachPath: string;
}

/** Where the program reads and writes: `events` are `output` messages, a number is an open descriptor. */
export interface ProgramStdio {
  readonly stdin: 'inherit' | 'ignore';
  readonly stdout: 'events' | 'inherit' | number;
  readonly stderr: 'events' | 'inherit' | number;
}

export interface ProgramOptions extends WatchOptions {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdio: ProgramStdio;
  /** How long `stop` waits after SIGTERM before it kills. */
  readonly graceMs?: number;
}

export interface WatchSource {
  readonly pid: number;
  /** Switches the heartbeats of all probes off and on again; for measuring what they cost. */
  setBeating(isOn: boolean): void;
  /**
   * Started command: SIGTERM to its group, after the grace time SIGKILL; resolves when the group is gone.
   * Attached process: the probe takes itself out; resolves when it has (or did not answer within 2 s).
   */
  stop(): Promise<void>;
  /** As much of the same as can be done at once, for the way out of a crash. */
  killNow(): void;
}

export interface ProgramSource extends WatchSource {
  /** Resolves once the command itself has ended by whatever cause, after its `subject-lost`. */
  readonly ended: Promise<Ending>;
  /** Hands a signal on to the command's whole group, as a terminal would. */
  signal(signal: NodeJS.Signals): void;
}

export type AttachStep = 'checking' | 'opening' | 'waiting' | 'loading' | 'closing' | 'attached';

/** `text` is one sentence for people. `waiting` comes again and again while the target does not answer. */
export interface AttachProgress {
  readonly step: AttachStep;
  readonly text: string;
  /** Since the attach began. */
  readonly elapsedMs: number;
}

export interface AttachOptions extends WatchOptions {
  onProgress(progress: AttachProgress): void;
  /** Interrupts the attach; it then rejects with a SubjectError. */
  readonly abort?: AbortSignal;
}

export interface AttachedSource extends WatchSource {
  /** False: the target's own inspector was open before, was used, and was left open. */
  readonly isInspectorClosed: boolean;
}
