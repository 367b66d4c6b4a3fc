/** Runs the lab as the dashboard does: a process of its own with the probe in it, over a socket. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { readTrace } from '../../src/state/read-trace.ts';
import type { Command, LabMessage, RunRequest, SubjectMessage, TraceRecord } from '../../src/protocol.ts';
import { entryUrl, probeArguments } from '../helpers/built.ts';

export const fixtureUrl = (name: string): string =>
  new URL(`../fixtures/workloads/${name}.ts`, import.meta.url).href;

export const requestFor = (name: string, more: Partial<RunRequest> = {}): RunRequest => ({
  id: 'r1',
  workloadUrl: fixtureUrl(name),
  workloadId: name,
  mode: 'sequential',
  workers: 2,
  tasksPerWorker: 4,
  sliceMs: 10,
  seed: 1,
  scale: 1,
  options: {},
  ...more,
});

export type Finished = Extract<LabMessage, { type: 'run-finished' }>;
type OfType<Type extends SubjectMessage['type']> = Extract<SubjectMessage, { type: Type }>;

/** A lab process and all that it has said. */
export class Subject {
  readonly messages: SubjectMessage[] = [];
  readonly child: ChildProcess;
  readonly #folder = mkdtempSync(join(tmpdir(), 'jugglers-test-'));
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #watchers = new Set<() => void>();
  readonly #first: Command;

  constructor(request: RunRequest, env: NodeJS.ProcessEnv = {}) {
    this.#first = { type: 'run', request };
    this.#server = createServer(socket => this.#welcome(socket));
    const path = join(this.#folder, 'socket');
    this.#server.listen(path);
    this.child = spawn(process.execPath, [...probeArguments(), fileURLToPath(entryUrl('lab'))], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, JUGGLERS_SOCKET: path, JUGGLERS_ROLE: 'lab', ...env },
    });
    this.child.once('exit', () => this.#notify());
  }

  ofType<Type extends SubjectMessage['type']>(type: Type): OfType<Type>[] {
    return this.messages.filter((message): message is OfType<Type> => message.type === type);
  }

  trace(): TraceRecord[] {
    return this.ofType('trace').flatMap(message => [...readTrace(message)]);
  }

  texts(kind: 'emit' | 'error'): string[] {
    return this.ofType('task-text')
      .filter(message => message.kind === kind)
      .map(message => message.text);
  }

  send(command: Command): void {
    for (const socket of this.#sockets) socket.write(`${JSON.stringify(command)}\n`);
  }

  /** Resolves once `isTrue`; rejects if the run is refused or the lab ends before. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) {
      const refused = this.ofType('run-refused')[0];
      if (refused !== undefined) throw new Error(`${refused.code}: ${refused.message}`);
      if (this.child.exitCode !== null || this.child.signalCode !== null)
        throw new Error('the lab has ended');
      await new Promise<void>(resolve => this.#watchers.add(resolve));
    }
  }

  async finished(): Promise<Finished> {
    await this.until(() => this.ofType('run-finished').length > 0);
    return this.ofType('run-finished')[0] as Finished;
  }

  async close(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = once(this.child, 'exit');
      this.child.kill('SIGKILL');
      await gone;
    }
    for (const socket of this.#sockets) socket.destroy();
    await new Promise(resolve => this.#server.close(resolve));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #welcome(socket: Socket): void {
    const isFirst = this.#sockets.size === 0;
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.write(`${JSON.stringify({ type: 'welcome', exitOnClose: true })}\n`);
    if (isFirst) socket.write(`${JSON.stringify(this.#first)}\n`);
    createInterface({ input: socket }).on('line', line => {
      this.messages.push(JSON.parse(line) as SubjectMessage);
      this.#notify();
    });
  }

  #notify(): void {
    for (const watcher of this.#watchers) watcher();
    this.#watchers.clear();
  }
}

/** Runs to the end and hands back what was said. */
export async function runToEnd(
  request: RunRequest,
  env: NodeJS.ProcessEnv = {},
): Promise<{ subject: Subject; finished: Finished }> {
  const subject = new Subject(request, env);
  try {
    return { finished: await subject.finished(), subject };
  } finally {
    await subject.close();
  }
}
