/** Starts the small programs of test/fixtures/targets as a lab, and waits for what they say. */
import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/clock.ts';
import type { RunRequest, SourceMessage, SubjectMessage } from '../../src/protocol.ts';
import { launchLab, type LaunchOptions } from '../../src/source/launch.ts';
import type { LabSource } from '../../src/source/launched-lab.ts';

export type Message = SubjectMessage | SourceMessage;
export type Of<Type extends Message['type']> = Extract<Message, { type: Type }>;

export const targetUrl = (name: string): URL => new URL(`../fixtures/targets/${name}`, import.meta.url);

/** Keeps messages, and hands out the first that fits, whether it has come already or not. */
export class Inbox {
  readonly messages: Message[] = [];
  readonly #waiting = new Set<() => void>();

  readonly take = (message: Message): void => {
    this.messages.push(message);
    for (const look of this.#waiting) look();
  };

  all<Type extends Message['type']>(type: Type): Of<Type>[] {
    return this.messages.filter((message): message is Of<Type> => message.type === type);
  }

  first<Type extends Message['type']>(
    type: Type,
    fits: (message: Of<Type>) => boolean = () => true,
  ): Promise<Of<Type>> {
    return new Promise(resolve => {
      const look = (): void => {
        const found = this.all(type).find(fits);
        if (!found) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }
}

export interface Launched {
  readonly lab: LabSource;
  readonly inbox: Inbox;
}

const running = new Set<LabSource>();

/** `env` is added to this process' own. */
export const launchTarget = async (name: string, options: Partial<LaunchOptions> = {}): Promise<Launched> => {
  const inbox = new Inbox();
  const env = { ...process.env, ...options.env };
  const entry = targetUrl(name);
  const lab = await launchLab({ clock: systemClock, entry, onMessage: inbox.take, ...options, env });
  running.add(lab);
  return { lab, inbox };
};

/** For afterEach: nothing outlives its test. */
export const stopTargets = async (): Promise<void> => {
  await Promise.all([...running].map(lab => lab.stop()));
  running.clear();
};

/** A file that a target waits for. Numbers of processes come again, and with them what a test that failed left. */
export const makeGate = (): { path: string; open(): void; remove(): void } => {
  const path = join(tmpdir(), `gate-${randomUUID()}`);
  return { path, open: () => writeFileSync(path, ''), remove: () => rmSync(path, { force: true }) };
};

export const requestFor = (id: string): RunRequest => ({
  id,
  workloadUrl: 'file:///none',
  workloadId: 'none',
  mode: 'sequential',
  workers: 1,
  tasksPerWorker: 1,
  sliceMs: 10,
  seed: 1,
  scale: 1,
  options: {},
});

/** The times that a target printed of itself. */
export const printedTimes = async (inbox: Inbox): Promise<{ startMs: number; endMs: number }> => {
  const { text } = await inbox.first('output', output => output.text.startsWith('{'));
  return JSON.parse(text);
};
