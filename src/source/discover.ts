/** The Node processes of this machine, as the kernel tells of them. */

export interface NodeProcess {
  readonly pid: number;
  readonly ppid: number;
  /** False: another user's, which cannot be watched. */
  readonly isOwn: boolean;
  /** What it runs, in a few words: the script's name, or the title that it gave itself. Untrusted text. */
  readonly title: string;
  /** The whole command line. Untrusted text. */
  readonly command: string;
  /** User + system CPU since its start; two readings make a share. */
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly uptimeMs: number;
  /** It carries a probe whose dashboard is there. */
  readonly isProbed: boolean;
  /** A process of this program: a dashboard or its lab. */
  readonly isOurs: boolean;
}

/** Newest first. */
export const listNodeProcesses = async (): Promise<readonly NodeProcess[]> => [];
