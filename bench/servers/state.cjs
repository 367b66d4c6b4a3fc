// What watching may not change of a server, and the blocks that its routes do.
const inspector = require('node:inspector');

const nowMs = () => Number(process.hrtime.bigint()) / 1e6;

/** What the route itself says of how long it blocked. */
exports.timed = block => {
  const startMs = nowMs();
  block();
  return { pid: process.pid, tookMs: nowMs() - startMs };
};

exports.state = () => ({
  pid: process.pid,
  listeners: Object.fromEntries(
    process.eventNames().map(name => [String(name), process.listenerCount(name)]),
  ),
  warnings: process.listeners('warning').length,
  prepareStackTrace: String(Error.prepareStackTrace),
  stackTraceLimit: Error.stackTraceLimit,
  inspector: inspector.url() ?? null,
});

/** A user's own way to end, with a code of its own. */
exports.endsWith = (code, close) => {
  process.once('SIGTERM', () => {
    close();
    process.exit(code);
  });
};

exports.busyFor = durationMs => {
  const untilMs = nowMs() + durationMs;
  while (nowMs() < untilMs);
};
