/** A source: starts the user's own command with the probe preloaded into every Node process that it becomes. */
import { SubjectError } from '../errors.ts';
import { startListener } from './listener.ts';
import { probeFiles } from './probe-files.ts';
import { Program } from './program.ts';
import { WatchedProcesses } from './watched-processes.ts';
import type { ProgramOptions, ProgramSource } from './watched.ts';

/**
 * Starts any command that is or becomes Node (`node server.js`, `npm start`). Resolves once it runs; its Node
 * processes say hello later, each on its own.
 * @throws SubjectError if there is no such command, or it may not be started.
 */
export const launchProgram = async (options: ProgramOptions): Promise<ProgramSource> => {
  const watched = new WatchedProcesses(options);
  const listener = await startListener(watched.handlers).catch((error: unknown) => {
    throw new SubjectError(`no socket could be opened for the program: ${String(error)}`, error);
  });
  watched.attach(listener);
  const program = new Program(options, options.probe ?? probeFiles(), watched, listener);
  try {
    await program.started;
  } catch (error) {
    await listener.close();
    throw error;
  }
  return program;
};
