/** Users' own commands, started under watch with the probe as it is shipped. */
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { launchProgram } from '../../src/source/watch-launch.ts';
import type { ProgramOptions, ProgramSource } from '../../src/source/watched.ts';
import { Inbox, targetUrl } from '../source/targets.ts';
import { type BuiltProbe, buildProbe } from './built-probe.ts';

export const thresholdMs = 50;

interface Launched {
  readonly source: ProgramSource;
  readonly inbox: Inbox;
}

type Launch = (command: readonly string[], options?: Partial<ProgramOptions>) => Promise<Launched>;

/** For a whole test file: what starts them. None outlives the test that it is started in or before. */
export const watchedPrograms = (): Launch => {
  let probe: BuiltProbe;
  const running: ProgramSource[] = [];
  beforeAll(async () => {
    probe = await buildProbe();
  });
  afterEach(async () => {
    for (const source of running.splice(0)) await source.stop();
  });
  afterAll(() => probe.remove());
  return async (command, options = {}) => {
    const inbox = new Inbox();
    const source = await launchProgram({
      clock: systemClock,
      thresholdMs,
      onMessage: inbox.take,
      probe,
      command,
      cwd: process.cwd(),
      env: process.env,
      stdio: { stdin: 'ignore', stdout: 'events', stderr: 'events' },
      ...options,
    });
    running.push(source);
    return { source, inbox };
  };
};

/** A target that waits for SIGUSR2 to block as it is told: `inbox` gets what is told of it, from its beginning to its end. */
export const watchToTheEnd = async (
  launch: Launch,
  inbox: Inbox,
  target: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ProgramSource> => {
  const command = [process.execPath, fileURLToPath(targetUrl(target))];
  const { source } = await launch(command, { env: { ...process.env, ...env }, onMessage: inbox.take });
  await inbox.first('output', ({ text }) => text === 'ready');
  await inbox.first('hello');
  source.signal('SIGUSR2');
  await inbox.first('subject-lost');
  return source;
};
