/** A small server to be watched, and who asks it. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { createInterface } from 'node:readline';

export const serverFile = new URL('../fixtures/targets/shop-server.mjs', import.meta.url).pathname;
export const serverCommand = [process.execPath, serverFile];

const children: ChildProcess[] = [];

/** Kills what was started and is still there. */
export const killChildren = (): void => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
};

/** `child` ends with the test. */
export const followed = <Child extends ChildProcess>(child: Child): Child => {
  children.push(child);
  return child;
};

/** The status of an answer; rejects if there is none. */
export function get(port: number, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, agent: false }, response => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    asked.on('error', reject);
    asked.end();
  });
}

export interface Server {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly port: number;
}

/** A server that nobody watches yet; its inspector would open on a port of its own. */
export async function serve(): Promise<Server> {
  const child = followed(
    spawn(process.execPath, ['--inspect-port=0', serverFile], { stdio: ['ignore', 'pipe', 'ignore'] }),
  );
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { process: child, pid: child.pid ?? 0, port: Number(/\d+/.exec(String(line))?.[0]) };
}
