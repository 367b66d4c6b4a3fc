/** The machine as reports tell it: of a run, and of a watch. */
import type { Machine } from '../state/state.ts';
import type { RunReport } from './types.ts';

export const machineOf = (machine: Machine | null): RunReport['machine'] =>
  machine && {
    model: machine.model,
    cores: machine.cores,
    usableCores: machine.usableCores,
    ...(machine.quotaCores === null ? {} : { quota: machine.quotaCores }),
    node: machine.node,
    os: machine.os,
  };
