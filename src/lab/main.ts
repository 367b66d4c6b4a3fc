/** The lab's own subject: waits for a run on its channel, runs it, and stays until it is told to go. */
import { openChannel } from './channel.ts';
import { runRequest } from './run-request.ts';

const port = openChannel(true);
let isTaken = false;

port.onCommand(command => {
  if (command.type === 'exit') process.exit(0);
  if (command.type !== 'run' || isTaken) return;
  isTaken = true;
  void runRequest(command.request, port);
});
port.post({ type: 'listening' });
// A Ctrl-C goes to the whole process group; the dashboard decides when the subject goes.
process.on('SIGINT', () => {});
