/** A watch in words, for `watch --plain` and for the screen that is there again after the dashboard. */
import { blamedFrame, callersOf, frameWords } from '../analysis/stalls.ts';
import type { StallLine, WatchSecond, WatchSummary } from '../analysis/watch-report.ts';
import type { ListedProcess } from '../state/state.ts';
import {
  counted,
  duration,
  lagFigure,
  lagWords,
  notMeasured,
  percent,
  probeWords,
  stamp,
} from '../view/format.ts';
import { visible } from '../visible.ts';
import { ascii, megabytes } from './figures.ts';
import { tableLines, wrapped } from './table.ts';

const memoryWords = (bytes: number | null): string => (bytes === null ? notMeasured : megabytes(bytes));

const cpu = (cpuPercent: number | null): string =>
  cpuPercent === null ? notMeasured : `${Math.round(cpuPercent)}%`;

/** `00:12.0  lag 0.4 ms  p99 1.2  max 3.1  busy 2%  cpu 12%  rss 80 MB  stalls 3`. */
export const secondWords = (line: WatchSecond): string => {
  const { loop, memory, stalls } = line;
  const lag =
    loop.blockedMs === null
      ? `lag ${lagFigure(loop.lagMs)} ms`
      : `BLOCKED ${duration(loop.blockedMs)} and counting`;
  const tail = `p99 ${lagFigure(loop.lagP99Ms)}  max ${lagFigure(loop.lagMaxMs)}  busy ${percent(loop.utilization)}`;
  const rest = `cpu ${cpu(line.cpuPercent)}  rss ${memoryWords(memory.rssBytes)}  stalls ${stalls.count}`;
  return ascii(`${stamp(line.atMs, 1)}  ${lag}  ${tail}  ${rest}`);
};

const place = ({ stack, isStartup }: StallLine): string => visible(frameWords(blamedFrame(stack), isStartup));

/** Further out it is the server's own way of calling. */
const callersTold = 3;

const callers = ({ stack }: StallLine): string =>
  callersOf(stack)
    .slice(0, callersTold)
    .map(frame => ` <- ${visible(frameWords(frame))}`)
    .join('');

/** `00:12.345  stall  312 ms  matchRoute (routes.js:31) <- server.js:12`. */
export const stallWords = (line: StallLine): string => {
  const note = line.note === null ? '' : `, ${visible(line.note)}`;
  return `${stamp(line.startMs)}  stall  ${duration(line.durationMs)}  ${place(line)}${note}${callers(line)}`;
};

/** `loadTemplate (render.mjs:9) in readFileSync`, `parseBody (body.js:7), native call, last known frame`. */
const blamedWords = (blame: WatchSummary['blame'][number]): string => {
  const { functionName, file, line, call, note } = blame;
  if (file === null) return frameWords(null, blame.isStartup);
  const where = frameWords({ functionName: functionName ?? '', file, line: line ?? 0, column: 0 });
  if (call !== null) return `${where} in ${call}`;
  return note === null ? where : `${where}, ${note}`;
};

const blameLines = ({ blame }: WatchSummary): readonly string[] => {
  if (blame.length === 0) return [];
  const rows = blame
    .slice(0, 10)
    .map(each => [
      String(each.count),
      duration(each.totalMs),
      duration(each.maxMs),
      percent(each.share),
      blamedWords(each),
    ]);
  const more = blame.length > 10 ? [`${blame.length - 10} more`] : [];
  return ['', ...tableLines([['stalls', 'total', 'max', 'share', 'blamed'], ...rows]), ...more];
};

const droppedWords = ({ dropped }: WatchSummary): readonly string[] => {
  const parts = [
    dropped.stalls > 0 && counted(dropped.stalls, 'older stall'),
    dropped.messages > 0 && `${counted(dropped.messages, 'message')} of the probe`,
  ].filter(part => part !== false);
  return parts.length === 0 ? [] : [`not kept: ${parts.join(', ')}`];
};

/** The whole watch in a few lines of at most `width` cells. */
export const watchSummaryLines = (summary: WatchSummary, width: number): readonly string[] => {
  const { loop, verdict, stalls, durationMs, blockedMs } = summary;
  return [
    `watched ${visible(summary.target)} for ${duration(durationMs)}`,
    ascii(
      `lag p50 ${lagFigure(loop.lagP50Ms)} ms  p99 ${lagFigure(loop.lagP99Ms)} ms  max ${lagFigure(loop.lagMaxMs)} ms  ` +
        `busy ${percent(loop.utilization)}  stalls ${stalls.count}, ${duration(blockedMs)} in all`,
    ),
    ...blameLines(summary),
    ...droppedWords(summary),
    '',
    ...wrapped(`${verdict.kind}: ${verdict.text}`, width),
    ...wrapped(`next: ${verdict.recommendation}`, width),
  ];
};

/** What `ps` prints without a screen. */
export const processLines = (processes: readonly ListedProcess[]): readonly string[] =>
  processes.length === 0
    ? ['no Node process of this user']
    : tableLines([
        ['pid', 'cpu', 'rss', 'uptime', 'lag', 'probe', 'title'],
        ...processes.map(process => [
          String(process.pid),
          ascii(cpu(process.cpuPercent)),
          ascii(memoryWords(process.rssBytes)),
          duration(process.uptimeMs),
          ascii(lagWords(process.lag)),
          probeWords(process),
          process.title,
        ]),
      ]);
