/** Loaded into a process that runs already, through its inspector. Leaves its environment and its globals alone. */
import { install } from './install.ts';

/** Returns '' once the probe is on its way, or what kept it from starting. Never throws. */
export const attach = (socketPath: string, thresholdMs: number): string => {
  try {
    install({ socketPath, role: 'attached', thresholdMs });
    return '';
  } catch (error) {
    return String(error);
  }
};
