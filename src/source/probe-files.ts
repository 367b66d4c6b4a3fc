/** Where the probe lies that other people's programs load. */
import { fileURLToPath } from 'node:url';
import { entryUrl, probeArguments } from '../paths.ts';
import type { ProbeFiles } from './watched.ts';

export const probeFiles = (): ProbeFiles => ({
  preloadArguments: probeArguments(),
  attachPath: fileURLToPath(entryUrl('probe-attach')),
});

/** NODE_OPTIONS splits at spaces; double quotes hold together, and backslashes escape within them. */
const quoted = (argument: string): string =>
  /[\s"\\]/.test(argument) ? `"${argument.replaceAll(/["\\]/g, '\\$&')}"` : argument;

/** The user's own options come first and are kept. */
export const withPreload = (nodeOptions: string | undefined, preloadArguments: readonly string[]): string =>
  [nodeOptions?.trim() ?? '', ...preloadArguments.map(quoted)].filter(part => part !== '').join(' ');
