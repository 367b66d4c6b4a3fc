/** One run after another: starts a fresh subject for each, feeds what it says to the store, ends it again. */
import type { Clock } from '../clock.ts';
import type { JugglersError } from '../errors.ts';
import { messageOf, SubjectError, UsageError } from '../errors.ts';
import type { RunRequest } from '../protocol.ts';
import type { LabSource } from '../source/launched-lab.ts';
import { launchLab } from '../source/launch.ts';
import type { Event } from '../state/state.ts';

export interface Session {
  /** Ends the run before, if any, and starts this one. Never throws: what goes wrong is dispatched. */
  start(request: RunRequest, workloadTitle: string): Promise<void>;
  cancel(): void;
  /** Resolves when no process of ours is left. */
  stop(): Promise<void>;
  /** For the way out that cannot wait: kills what there is, at once. */
  killNow(): void;
}

/** Node reads the size of its libuv pool once, at its start. */
const environmentFor = ({ uvThreads }: RunRequest): NodeJS.ProcessEnv =>
  uvThreads === undefined ? process.env : { ...process.env, UV_THREADPOOL_SIZE: String(uvThreads) };

/** Only a subject that does not come up is news; everything else is a mistake of ours. */
function refusalOf(request: RunRequest, error: unknown): Event {
  if (!(error instanceof SubjectError)) throw error;
  return { type: 'run-refused', runId: request.id, code: 'SUBJECT', message: messageOf(error) };
}

/** `newsMs`: how often the one who looks has a use for news; absent = always. */
export function createSession(clock: Clock, dispatch: (event: Event) => void, newsMs?: number): Session {
  let source: LabSource | null = null;
  let newest: string | null = null;
  let queue: Promise<void> = Promise.resolve();

  const stopCurrent = (): Promise<void> | undefined => {
    const ending = source;
    source = null;
    return ending?.stop();
  };

  const launch = async (request: RunRequest, workloadTitle: string): Promise<void> => {
    await stopCurrent();
    // Keys may have asked for several runs meanwhile: only the newest is worth starting.
    if (newest !== request.id) return;
    dispatch({ type: 'run-asked', atMs: clock.nowMs(), request, workloadTitle });
    try {
      // What an older subject still had to say belongs to a run that is over.
      const onMessage = (message: Event): void => (newest === request.id ? dispatch(message) : undefined);
      source = await launchLab({ clock, env: environmentFor(request), newsMs, onMessage });
      source.run(request);
    } catch (error) {
      dispatch(refusalOf(request, error));
    }
  };

  return {
    start(request, workloadTitle) {
      newest = request.id;
      queue = queue.then(() => launch(request, workloadTitle));
      return queue;
    },
    cancel: () => source?.cancel(),
    async stop() {
      newest = null;
      await queue.then(stopCurrent);
    },
    killNow: () => source?.killNow(),
  };
}

/** The error that a refusal stands for, for a program that ends with it; null for every other event. */
export function refusalIn(event: Event): JugglersError | null {
  if (event.type !== 'run-refused') return null;
  return event.code === 'USAGE' ? new UsageError(event.message) : new SubjectError(event.message);
}
