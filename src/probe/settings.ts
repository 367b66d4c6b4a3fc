/** What the main thread hands to the probe thread. */
export interface ProbeSettings {
  readonly socketPath: string;
  /** See beat-memory.ts. */
  readonly buffer: SharedArrayBuffer;
  readonly role: string;
  readonly pid: number;
  readonly ppid: number;
  readonly title: string;
  /** A block is a stall from this on. */
  readonly thresholdMs: number;
}
