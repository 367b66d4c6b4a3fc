/** Servers that other people wrote, from the registry, in a folder of their own: some 400 MB, most of it Next's. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const versions = {
  'better-queue': '3.8.12',
  bree: '9.2.9',
  express: '5.3.0',
  fastify: '5.12.8',
  'jest-worker': '30.5.1',
  next: '16.4.6',
  react: '19.3.1',
  'react-dom': '19.3.1',
  vite: '8.3.8',
};

/** A request that blocks the loop, and what is to be blamed for it. */
export interface Block {
  readonly path: string;
  /** Answers how long it took; the same where it is the block's own answer. */
  readonly resultPath: string;
  readonly functionName: string;
  readonly file: string;
  /** The engine could not be interrupted. */
  readonly isNative: boolean;
}

export interface ServerKind {
  readonly name: string;
  /** Relative to the servers' folder. */
  readonly cwd: string;
  readonly command: readonly string[];
  readonly load: string;
  readonly state: string;
  /** Of the process that is asked to end, where that is another one. */
  readonly parent?: string;
  readonly blocks: readonly Block[];
}

const block = (file: string, functionName: string, path = '/slow', more: Partial<Block> = {}): Block => ({
  path,
  resultPath: path,
  functionName,
  file,
  isNative: false,
  ...more,
});

const plain = (name: string, command: readonly string[], blocks: readonly Block[]): ServerKind => ({
  name,
  cwd: '.',
  command,
  load: '/',
  state: '/state',
  blocks,
});

export const serverKinds: readonly ServerKind[] = [
  plain('fastify', ['node', 'fastify.mjs'], [block('fastify.mjs', 'isValidName')]),
  plain(
    'express, npm start',
    ['npm', 'start'],
    [block('express.cjs', 'byPrice'), block('express.cjs', 'importOrders', '/parse', { isNative: true })],
  ),
  plain(
    'vite dev',
    ['npx', 'vite'],
    [block('vite.config.mjs', 'expandMacros', '/slow.js?n=', { resultPath: '/last' })],
  ),
  {
    name: 'next dev',
    cwd: 'next',
    command: ['npx', 'next', 'dev'],
    load: '/api/fine',
    state: '/api/state',
    blocks: [block('slow.js', 'renderInvoice', '/api/slow')],
  },
  {
    ...plain('better-queue, jest-worker', ['node', 'queue.cjs'], [block('job.cjs', 'drawPoster')]),
    parent: '/parent',
  },
  plain('bree', ['node', 'bree.cjs'], [block('bree.cjs', 'addUp')]),
];

const ownFolder = fileURLToPath(new URL('../servers', import.meta.url));

/** Installs what is missing, and copies the servers anew; the packages are kept for the next time. */
export const prepareServers = (folder: string = join(tmpdir(), 'jugglers-servers')): string => {
  mkdirSync(folder, { recursive: true });
  const manifest = JSON.stringify({
    private: true,
    scripts: { start: 'node express.cjs' },
    dependencies: versions,
  });
  const file = join(folder, 'package.json');
  rmSync(join(folder, 'next'), { recursive: true, force: true });
  cpSync(ownFolder, folder, { recursive: true });
  cpSync(join(ownFolder, 'state.cjs'), join(folder, 'next', 'state.cjs'));
  if (installedBy(file) === manifest) return folder;
  writeFileSync(file, manifest);
  execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  return folder;
};

const installedBy = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};
