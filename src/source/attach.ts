/** A source: puts the probe into a Node process that runs already, through its inspector, and takes it out again. */
import { SubjectError } from '../errors.ts';
import type { AttachedSource, AttachOptions } from './watched.ts';

/**
 * Attaches to a process of this user on this machine (Linux).
 * @throws SubjectError that says what stands in the way and what to do about it.
 */
export const attachTo = async (pid: number, _options: AttachOptions): Promise<AttachedSource> => {
  throw new SubjectError(`process ${pid} cannot be attached to yet`);
};
