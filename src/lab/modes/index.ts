/** Every mode by its name. */
import type { ModeId } from '../../protocol.ts';
import { concurrent } from './concurrent.ts';
import { hybrid } from './hybrid.ts';
import type { Mode } from './mode.ts';
import { parallel } from './parallel.ts';
import { processes } from './processes.ts';
import { sequential } from './sequential.ts';
import { spawn } from './spawn.ts';

export const modes: Readonly<Record<ModeId, Mode>> = {
  sequential,
  concurrent,
  parallel,
  hybrid,
  processes,
  spawn,
};
