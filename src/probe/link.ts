/** The probe's end of the socket. Sends without ever waiting: what a slow dashboard does not take is dropped, counted. */
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Command, LabMessage, ProbeMessage } from '../protocol.ts';

/** Above this readings are dropped: the next ones say the same, only newer. */
const readingsBoundBytes = 64 * 1024;
/** Trace and lab messages cannot be made up for, so they get more room, within the probe thread's heap. */
const keptBoundBytes = 8 * 1024 * 1024;

export interface LinkHandlers {
  onConnect(): void;
  onCommand(command: Command): void;
  onClose(): void;
}

const parseCommand = (line: string): Command | null => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'type' in value ? (value as Command) : null;
  } catch {
    return null;
  }
};

export class Link {
  readonly #socket: Socket;
  readonly #pid: number;
  #dropped = 0;
  #isOpen = false;
  #isGathering = false;
  #gathered = '';

  constructor(path: string, pid: number, handlers: LinkHandlers) {
    this.#pid = pid;
    this.#socket = connect(path);
    this.#socket.on('connect', () => {
      this.#isOpen = true;
      handlers.onConnect();
    });
    // What the error was does not matter: 'close' follows.
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => {
      this.#isOpen = false;
      handlers.onClose();
    });
    const lines = createInterface({ input: this.#socket });
    lines.on('error', () => {});
    lines.on('line', line => {
      const command = parseCommand(line);
      if (command) handlers.onCommand(command);
    });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** What `write` sends goes out in one piece: a way through the stream, and into the kernel, costs more than a message. */
  together(write: () => void): void {
    this.#isGathering = true;
    write();
    this.#isGathering = false;
    this.#sendGathered();
  }

  /** A reading: the newest of them is worth most, so it may be dropped. */
  sendReading(message: ProbeMessage): void {
    if (this.#waitingBytes > readingsBoundBytes) this.#dropped += 1;
    else this.#write(message);
  }

  /** What must get through if at all possible. False if it had to be dropped; `onWritten` is called either way. */
  send(message: ProbeMessage | LabMessage, onWritten?: () => void): boolean {
    if (this.#isOpen && this.#waitingBytes <= keptBoundBytes) {
      this.#write(message, onWritten);
      return true;
    }
    if (message.type !== 'trace') this.#dropped += 1;
    onWritten?.();
    return false;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  get #waitingBytes(): number {
    return this.#socket.writableLength + this.#gathered.length;
  }

  #write(message: ProbeMessage | LabMessage, onWritten?: () => void): void {
    if (!this.#isOpen) return;
    if (this.#dropped > 0 && this.#waitingBytes <= readingsBoundBytes) this.#tellDropped();
    this.#put(message, onWritten);
  }

  #put(message: ProbeMessage | LabMessage, onWritten?: () => void): void {
    this.#gathered += `${JSON.stringify(message)}\n`;
    if (!this.#isGathering || onWritten) this.#sendGathered(onWritten);
  }

  #sendGathered(onWritten?: () => void): void {
    if (this.#gathered === '') return;
    const text = this.#gathered;
    this.#gathered = '';
    this.#socket.write(text, () => onWritten?.());
  }

  #tellDropped(): void {
    const message: ProbeMessage = { type: 'dropped', pid: this.#pid, messages: this.#dropped };
    this.#dropped = 0;
    this.#put(message);
  }
}
