/**
 * What the `jugglers` command starts. Built for very old Nodes on purpose: it must get as far as saying in one line
 * that the Node is too old, where the rest of the program would fail with a stack.
 */
import { startBundle } from './start-bundle.ts';

const oldest = 22;

/**
 * The engine's habits are made for servers. Measured: 20 of 100 MB, and a third of the CPU at one frame a second.
 * Subjects are processes of their own, and keep the engine's defaults.
 */
const lightFlags = [
  // Ten frames a second never pay back what the optimising compiler costs, in CPU and in memory, and what the one
  // before it costs only in what is done tens of thousands of times. Types are noted at once instead: that is cheap.
  '--no-opt',
  '--invocation-count-for-maglev=16000',
  '--invocation-count-for-feedback-allocation=2',
  // The garbage of a few frames needs no larger place to lie in, and no four threads that wake up for it.
  '--semi-space-growth-factor=1',
  '--no-parallel-scavenge',
  // Emptied when it is full, and not once more as soon as it is nearly so.
  '--no-minor-gc-task',
  '--no-concurrent-array-buffer-sweeping',
  '--no-concurrent-sparkplug',
  // Eight seconds of little to do are taken for a moment to tidy up in: 60 ms in five threads, for a megabyte.
  '--gc-memory-reducer-start-delay-ms=600000',
];

const major = Number(process.versions.node.split('.')[0]);

if (major < oldest) {
  process.stderr.write(
    `jugglers: needs Node ${oldest} or newer, and this is Node ${process.versions.node}. ` +
      `Install a newer Node, or in a clone of the repository run it with \`npm start\`, which brings its own.\n`,
  );
  process.exitCode = 2;
} else {
  // The bundle asks for Node's own modules by this; the first releases of Node 22 do not have it.
  process.getBuiltinModule ??= require as typeof process.getBuiltinModule;
  const v8 = process.getBuiltinModule('node:v8');
  for (const flag of lightFlags) v8.setFlagsFromString(flag);
  startBundle(require, __dirname);
}
