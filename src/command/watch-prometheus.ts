/** The figures of a watch for Prometheus, served on loopback only. */
import type { Server } from 'node:http';
import { mainProcess } from '../state/selectors.ts';
import type { State } from '../state/state.ts';
import { messageOf, UsageError } from '../errors.ts';
import { cpuOf } from '../analysis/watch-report.ts';
import type { ProcessState, WatchedProcess } from '../state/state.ts';

export interface MetricsServer {
  /** The port that was bound: another than the one asked for where that was 0. Null without a server. */
  readonly port: number | null;
  close(): Promise<void>;
}

interface Figure {
  readonly name: string;
  readonly help: string;
  readonly value: (process: ProcessState, watched: WatchedProcess, state: State) => number | null;
}

const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);

const liveBlockMs = ({ loop, isAlive }: ProcessState, { nowMs }: State): number =>
  isAlive && loop.health.state === 'blocked' ? Math.max(0, nowMs - loop.health.sinceMs) : 0;

/** Base units, as Prometheus wants them: seconds, bytes, ratios. Totals count from the start of the watch. */
const figures: readonly Figure[] = [
  {
    name: 'jugglers_event_loop_lag_seconds',
    help: 'Worst lag of the event loop in the last interval of observation',
    value: ({ loop }) => seconds(loop.lagMs),
  },
  {
    name: 'jugglers_event_loop_lag_p99_seconds',
    help: '99th percentile of the lag since the watch began, weighted by time',
    value: ({ loop }) => seconds(loop.p99Ms),
  },
  {
    name: 'jugglers_event_loop_lag_max_seconds',
    help: 'Worst lag since the watch began',
    value: ({ loop }) => seconds(loop.maxMs),
  },
  {
    name: 'jugglers_event_loop_utilization_ratio',
    help: 'Busy share of the event loop in the last interval, 0 to 1',
    value: ({ loop }) => loop.utilization,
  },
  {
    name: 'jugglers_event_loop_blocked_seconds',
    help: 'How long the event loop has been blocked now, 0 if it is not',
    value: (process, _watched, state) => seconds(liveBlockMs(process, state)),
  },
  {
    name: 'jugglers_stalls_total',
    help: 'Blocks above the threshold that are over',
    value: (_process, { stallCount }) => stallCount,
  },
  {
    name: 'jugglers_stall_seconds_total',
    help: 'Time in blocks above the threshold',
    value: (_process, { blockedMs }) => seconds(blockedMs),
  },
  {
    name: 'jugglers_gc_pause_seconds_total',
    help: 'Time in garbage collection pauses, estimated for the time in which they were not observed',
    value: ({ gcPauseMs }) => seconds(gcPauseMs),
  },
  {
    name: 'jugglers_gc_unobserved_seconds_total',
    help: 'Time in which garbage collections were not observed, since they were many and short',
    value: (_process, { gcUnobservedMs }) => seconds(gcUnobservedMs),
  },
  {
    name: 'jugglers_cpu_ratio',
    help: 'CPU of all threads in the last interval, in cores',
    value: cpuOf,
  },
  {
    name: 'jugglers_main_run_queue_seconds_total',
    help: 'Time in which the main thread was runnable without a core',
    value: (_process, { totals }) => seconds(totals.mainRunQueueMs),
  },
  { name: 'jugglers_resident_memory_bytes', help: 'Resident memory', value: ({ rssBytes }) => rssBytes },
  {
    name: 'jugglers_heap_used_bytes',
    help: 'Heap in use',
    value: (_process, { heapUsedBytes }) => heapUsedBytes,
  },
];

/** What is not known has no sample: a gap, and never a 0. */
const samplesOf = (figure: Figure, state: State): { pid: number; title: string; value: number }[] =>
  state.processes
    .filter(({ isAlive }) => isAlive)
    .flatMap(process => {
      const watched = state.watch?.processes[process.pid];
      const value = watched ? figure.value(process, watched, state) : null;
      return value === null ? [] : [{ pid: process.pid, title: process.title, value }];
    });

/** All figures as text, in Prometheus' format. The library is loaded only for those who ask for it. */
async function createMetrics(stateOf: () => State): Promise<() => Promise<{ type: string; text: string }>> {
  const { Counter, Gauge, Registry } = await import('prom-client');
  const registry = new Registry();
  for (const figure of figures) {
    const { name, help } = figure;
    const labelNames = ['pid', 'title'] as const;
    // Either starts at nothing, so that both are added to.
    const Metric = name.endsWith('_total') ? Counter : Gauge;
    registry.registerMetric(
      new Metric({
        name,
        help,
        registers: [],
        labelNames,
        collect() {
          this.reset();
          for (const { pid, title, value } of samplesOf(figure, stateOf())) this.inc({ pid, title }, value);
        },
      }),
    );
  }
  registry.registerMetric(
    new Gauge({
      name: 'jugglers_watching',
      help: '1 while the program is watched and its main process alive',
      registers: [],
      collect() {
        this.set(mainProcess(stateOf())?.isAlive === true ? 1 : 0);
      },
    }),
  );
  return async () => ({ type: registry.contentType, text: await registry.metrics() });
}

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', error =>
      reject(new UsageError(`--prometheus: port ${port} on 127.0.0.1: ${messageOf(error)}`, error)),
    );
    server.listen(port, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });

/** Serves `GET /metrics` on 127.0.0.1; nothing at all for null. @throws {UsageError} if the port is taken. */
export async function startPrometheus(port: number | null, stateOf: () => State): Promise<MetricsServer> {
  if (port === null) return { port: null, close: () => Promise.resolve() };
  const metrics = await createMetrics(stateOf);
  // To load it statically would cost every dashboard 30 ms: its exports bring in Node's fetch and WebSocket.
  const { createServer } = await import('node:http');
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || !/^\/(metrics)?(\?|$)/.test(request.url ?? '')) {
      response.writeHead(404).end();
      return;
    }
    void metrics().then(
      ({ type, text }) => response.writeHead(200, { 'content-type': type }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  const bound = await listen(server, port);
  server.unref();
  return {
    port: bound,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
