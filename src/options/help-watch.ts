/** What `--help` of `watch` and `ps` adds to the lists that commander makes. */

const exitCodes = `Exit codes:
  0  fine
  1  an assertion failed
  2  wrong usage
  3  the command could not be started, or the process not attached
  130, 143, 129  ended by Ctrl-C, SIGTERM, SIGHUP
  A command that ends by itself hands on its own code.`;

export const watchHelp = `
Attaching opens the target's inspector on 127.0.0.1 for a moment, loads the
probe and closes it again; the target prints a few lines about it on its own
stderr. On quit the probe takes itself out. A started command ends with the
watch.

Examples:
  jugglers watch -- node server.js --port 8080
  jugglers watch -- npm start
  jugglers watch 4242 --yes
  jugglers watch --json --duration 60 --assert 'loop.lagP99Ms < 50' -- node server.js

Without a terminal on stdout, or with --json or --plain, there is no live
screen, and what the command prints goes to stderr.

${exitCodes}`;

export const psHelp = `
On a terminal a live list: arrow keys choose, Enter watches.
Without one, or with --json or --plain, it is printed once.
The lag is told of processes that another watch of this user looks at.`;
