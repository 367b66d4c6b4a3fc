/** Text that comes from tasks and from the subject itself; untrusted, made visible where it is shown. */
import type { LabMessage, SourceMessage } from '../protocol.ts';
import { Chunks } from './chunks.ts';
import { logged } from './log.ts';
import type { ErrorText, LogEntry, RunState, Stall, State } from './state.ts';

type TaskText = Extract<LabMessage, { type: 'task-text' }>;
type Output = Extract<SourceMessage, { type: 'output' }>;

/** Put aside until the next steps come: a copy of all tasks for each of 100,000 failures would be 10 billion. */
const runWithError = (run: RunState, { task, text }: TaskText): RunState => ({
  ...run,
  errorTexts: Chunks.from<ErrorText>(run.errorTexts ?? []).with([{ task, text }]),
});

export const withTaskText = (state: State, message: TaskText): State => {
  const { atMs, lane, task, text } = message;
  const isError = message.kind === 'error';
  const entry: LogEntry = { atMs, lane, task, kind: isError ? 'failed' : 'emit', text, durationMs: null };
  const run = isError && state.run ? runWithError(state.run, message) : state.run;
  return logged({ ...state, run }, [entry]);
};

export const withOutput = (state: State, { atMs, stream, text }: Output): State =>
  logged(state, [{ atMs, lane: stream, task: null, kind: 'output', text, durationMs: null }]);

/** Where a stall was: the innermost frame that has a file, else the innermost one. */
const placeOf = ({ frames }: Stall): string => {
  const frame = frames.find(({ file }) => file !== '') ?? frames[0];
  if (!frame) return 'event loop blocked';
  const place = frame.file === '' ? 'native code' : `${frame.file.split('/').at(-1)}:${frame.line}`;
  const hasName = frame.functionName !== '' && frame.functionName !== '(anonymous)';
  return `event loop blocked in ${hasName ? `${frame.functionName} (${place})` : place}`;
};

/** The log's line for a block that is over, at the moment when it was. */
export const stallEntry = (state: State, stall: Stall): LogEntry => {
  const lane = state.run?.lanes.find(({ pid, kind }) => pid === stall.pid && kind !== 'thread');
  const { startMs, durationMs } = stall;
  return {
    atMs: startMs + durationMs,
    lane: lane?.id ?? '',
    task: null,
    kind: 'stall',
    text: placeOf(stall),
    durationMs,
  };
};
