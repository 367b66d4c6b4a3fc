/** A thread's end of its process' channel to the probe thread. */
import { BroadcastChannel } from 'node:worker_threads';
import { channelName } from '../protocol.ts';
import type { Command, FromProbe, ToProbe } from '../protocol.ts';

export interface LabPort {
  post(message: ToProbe): void;
  onCommand(listener: (command: Command) => void): void;
}

/** Opens the channel; unless `isKeptAlive`, it does not keep the thread from ending. */
export function openChannel(isKeptAlive = false): LabPort {
  const channel = new BroadcastChannel(channelName);
  const listeners = new Set<(message: FromProbe) => void>();
  channel.addEventListener('message', event => {
    const message = (event as MessageEvent).data as FromProbe;
    for (const listener of listeners) listener(message);
  });
  if (!isKeptAlive) channel.unref();
  return {
    post: message => channel.postMessage(message),
    onCommand: listener => {
      listeners.add(message => message.type === 'command' && listener(message.command));
    },
  };
}
