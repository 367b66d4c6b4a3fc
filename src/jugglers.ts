/**
 * What the `jugglers` command starts. Built for very old Nodes on purpose: it must get as far as saying in one line
 * that the Node is too old, where the rest of the program would fail with a stack.
 */
const oldest = 22;
const major = Number(process.versions.node.split('.')[0]);

if (major < oldest) {
  process.stderr.write(
    `jugglers: needs Node ${oldest} or newer, and this is Node ${process.versions.node}. ` +
      `Install a newer Node, or in a clone of the repository run it with \`npm start\`, which brings its own.\n`,
  );
  process.exitCode = 2;
} else {
  // Compiling the bundle is a fifth of the time to the first screen, and the same every time.
  process.getBuiltinModule?.('node:module').enableCompileCache?.();
  // Ten frames a second never pay back what the optimising compiler costs, in CPU and in memory; and garbage of a few
  // frames needs no larger place to lie in. Measured: 20 of 100 MB. Subjects are processes of their own, and keep both.
  const v8 = process.getBuiltinModule?.('node:v8');
  for (const flag of ['--no-opt', '--semi-space-growth-factor=1']) v8?.setFlagsFromString(flag);
  // @ts-ignore The bundle lies beside this file once built; there is nothing to check it against before.
  void import('./cli.js');
}
