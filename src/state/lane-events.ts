/** Lanes that come, go and break. */
import type { LabMessage, LaneInfo, ProbeMessage } from '../protocol.ts';
import { openedLane } from './lanes.ts';
import { logged } from './log.ts';
import type { LaneState, LogEntry, State } from './state.ts';

type LaneClosed = Extract<ProbeMessage, { type: 'lane-closed' }>;
type LaneLost = Extract<LabMessage, { type: 'lane-lost' }>;

const laneEntry = (atMs: number, lane: string, text: string): LogEntry => ({
  atMs,
  lane,
  task: null,
  kind: 'lane',
  text,
  durationMs: null,
});

/** A lane that says so twice keeps what it has done. */
const opened = (lanes: readonly LaneState[], info: LaneInfo): readonly LaneState[] => {
  const fresh = openedLane(info);
  const index = lanes.findIndex(({ id }) => id === info.id);
  const known = lanes[index];
  return known
    ? lanes.with(index, { ...known, pid: info.pid, tid: info.tid, state: 'open' })
    : [...lanes, fresh];
};

export const withLaneOpened = (state: State, info: LaneInfo): State =>
  state.run === null ? state : { ...state, run: { ...state.run, lanes: opened(state.run.lanes, info) } };

/** Lost stays lost: that is what the reader has to know of it. */
export const withLaneClosed = (state: State, { lane: id }: LaneClosed): State => {
  if (state.run === null) return state;
  const lanes = state.run.lanes.map(lane =>
    lane.id === id && lane.state === 'open' ? { ...lane, state: 'closed' as const } : lane,
  );
  return { ...state, run: { ...state.run, lanes } };
};

/** A lane ended before the run did. What becomes of the tasks that it had in hand is told by records of their own. */
export const withLaneLost = (state: State, { lane: id, atMs, reason }: LaneLost): State => {
  if (!state.run?.lanes.some(lane => lane.id === id)) return state;
  const lanes = state.run.lanes.map(lane =>
    lane.id === id ? { ...lane, state: 'lost' as const, lostReason: reason } : lane,
  );
  return logged({ ...state, run: { ...state.run, lanes } }, [laneEntry(atMs, id, `lost: ${reason}`)]);
};
