/** A source: launches the lab in a process of its own, and hands on what it and its lanes say. */
import type { Clock } from '../clock.ts';
import { SubjectError } from '../errors.ts';
import { entryUrl, probeArguments } from '../paths.ts';
import type { SourceMessage, SubjectMessage } from '../protocol.ts';
import { Child } from './child.ts';
import { delay } from './delay.ts';
import { LaunchedLab } from './launched-lab.ts';
import type { LabSource } from './launched-lab.ts';
import { startListener } from './listener.ts';

/** A cold start takes 0.2 to 0.5 s; on a machine that swaps, several. */
const helloBoundMs = 10_000;
/** Blocking waits wake at once, and a checkpoint comes every few milliseconds: who needs longer will not stop. */
const cancelGraceMs = 2000;

export interface LaunchOptions {
  readonly clock: Clock;
  /** Everything that the lab says, and what the source adds. Called in the order in which it came. */
  onMessage(message: SubjectMessage | SourceMessage): void;
  /** The program to run in place of the lab; for tests. */
  readonly entry?: URL;
  readonly nodeArguments?: readonly string[];
  readonly execPath?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** How long `cancel` waits for the run to finish before it kills. */
  readonly graceMs?: number;
  /** See the protocol's `welcome`. */
  readonly newsMs?: number | undefined;
}

const refusal = (child: Child, what: string): SubjectError => {
  const tail = child.stderrTail;
  return new SubjectError(`the lab process ${what}${tail ? `; it printed:\n${tail}` : ''}`);
};

/**
 * Starts the lab and waits for its probe's hello.
 * @throws SubjectError if it ends before that, or says nothing for 10 s.
 */
export const launchLab = async (options: LaunchOptions): Promise<LabSource> => {
  const lab = new LaunchedLab(
    options.clock,
    options.onMessage,
    options.graceMs ?? cancelGraceMs,
    options.newsMs,
  );
  const listener = await startListener(lab.handlers).catch((error: unknown) => {
    throw new SubjectError(`no socket could be opened for the lab: ${String(error)}`, error);
  });
  const child = new Child({
    clock: options.clock,
    socketPath: listener.socketPath,
    entry: options.entry ?? entryUrl('lab'),
    nodeArguments: options.nodeArguments ?? probeArguments(),
    execPath: options.execPath ?? process.execPath,
    env: options.env ?? process.env,
    onMessage: options.onMessage,
  });
  lab.attach(child, listener);
  const failure = await Promise.race([
    lab.greeted,
    child.ended.then(ending => refusal(child, `did not start: it ${child.words(ending)}`)),
    delay(helloBoundMs).then(() => refusal(child, `said nothing for ${helloBoundMs / 1000} s`)),
  ]);
  if (!(failure instanceof SubjectError)) return lab;
  await lab.stop();
  throw failure;
};
