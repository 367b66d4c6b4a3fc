/** A source: puts the probe into a Node process that runs already, through its inspector, and takes it out again. */
import { SubjectError } from '../errors.ts';
import { refusalFor } from './attach-checks.ts';
import { Attached } from './attached.ts';
import { Attempt } from './attempt.ts';
import { startListener } from './listener.ts';
import { probeFiles } from './probe-files.ts';
import { WatchedProcesses } from './watched-processes.ts';
import type { AttachedSource, AttachOptions } from './watched.ts';

/**
 * Attaches to a process of this user on this machine (Linux). The inspector is open only as long as it takes, unless
 * it was open before. Waits as long as the process' loop is blocked, and says so through `onProgress`.
 * @throws SubjectError that says what stands in the way and what to do about it.
 */
export const attachTo = async (pid: number, options: AttachOptions): Promise<AttachedSource> => {
  const attempt = new Attempt(pid, options);
  attempt.tell('checking', `looking at process ${pid}`);
  const refusal = refusalFor(pid);
  if (refusal !== null) throw new SubjectError(refusal);
  const watched = new WatchedProcesses(options);
  const listener = await startListener(watched.handlers).catch((error: unknown) => {
    throw new SubjectError(`no socket could be opened for the probe: ${String(error)}`, error);
  });
  watched.attach(listener);
  try {
    const isInspectorClosed = await attempt.run({
      attachPath: (options.probe ?? probeFiles()).attachPath,
      socketPath: listener.socketPath,
      greeted: watched.changed(),
    });
    return new Attached(pid, isInspectorClosed, options, watched, listener);
  } catch (error) {
    await listener.close();
    throw error;
  }
};
