/** What this program has started ends with it: also when a signal or an error ends it, however busy its children are. */
import { randomUUID } from 'node:crypto';
import { onEndingSignal, signalExitCodes } from '../../src/command/signals.ts';
import { signalIfAlive } from '../../src/source/child.ts';
import { processesOf } from '../../test/helpers/processes.ts';

/** To be called before anything is started: all of it inherits a marker, and is found by that. */
export function endTogether(): void {
  const marker = `jugglers-bench-${randomUUID()}`;
  process.env['JUGGLERS_BENCH'] = marker;
  process.once('exit', () => {
    for (const { pid } of processesOf(marker)) signalIfAlive(pid, 'SIGKILL');
  });
  onEndingSignal(signal => process.exit(signalExitCodes[signal]));
}
