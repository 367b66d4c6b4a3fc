/** A Node of some version, and how its processes are watched. */
import { systemClock } from '../../src/clock.ts';
import { attachTo } from '../../src/source/attach.ts';
import type { AttachedSource } from '../../src/source/watched.ts';
import type { Inbox } from '../../test/source/targets.ts';
import type { BuiltProbe } from '../../test/watch/built-probe.ts';

export const thresholdMs = 50;

export interface Target {
  /** Its executable. */
  readonly node: string;
  /** For temporary files. */
  readonly folder: string;
  readonly probe: BuiltProbe;
}

export const watchOptions = (inbox: Inbox, probe: BuiltProbe) => ({
  clock: systemClock,
  thresholdMs,
  onMessage: inbox.take,
  probe,
});

export const attach = (pid: number, inbox: Inbox, probe: BuiltProbe): Promise<AttachedSource> =>
  attachTo(pid, { ...watchOptions(inbox, probe), onProgress: () => {} });
