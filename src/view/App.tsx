/** The one root: takes the published snapshot, places the panels, and turns keys into actions. */
import { Box, useApp, useInput, useStdin, useWindowSize } from 'ink';
import { useEffect, useMemo } from 'react';
import type { JSX } from 'react';
import type { RunReport } from '../analysis/types.ts';
import type { ExperimentPlan } from '../state/experiment.ts';
import type { Action, RunChoice, RunState, Snapshot, State } from '../state/state.ts';
import { actionsFor, footerKeys, helpKeysFor, situationOf } from './keys.ts';
import { hasOnePanel, layout, layoutFacts } from './layout.ts';
import type { PlacedName } from './placed.ts';
import * as panels from './panels/index.ts';
import type { Panel } from './panels/frame.ts';
import { frame, remembered, titled } from './panels/frame.ts';
import { Guess } from './Guess.tsx';
import { LivePanel } from './LivePanel.tsx';
import { Picker } from './Picker.tsx';
import { pickerHelp } from './picker-rows.ts';
import { workloadOf } from './picker-state.ts';
import type { Catalog } from './picker-state.ts';
import { Rows } from './Rows.tsx';
import { strokesOf } from './strokes.ts';
import { span } from './text.ts';
import type { Size } from './text.ts';
import type { Theme } from './theme.ts';
import { useSnapshot } from './use-snapshot.ts';
import type { SnapshotStore } from './use-snapshot.ts';
import { WatchScreen } from './WatchScreen.tsx';

export interface AppProps {
  readonly store: SnapshotStore;
  readonly theme: Theme;
  readonly catalog: Catalog;
  /** What the summary says; null while there is nothing to say. */
  readonly reportOf: (state: State) => RunReport | null;
  /** Must dispatch to the store before it returns: the next key of a burst depends on what this one did. */
  readonly onAction: (action: Action) => void;
  /** Is given what hands the terminal over and takes it back, once there is something to hand over. */
  readonly onReady?: (suspendTerminal: SuspendTerminal) => void;
}

/** Gives the terminal back to the shell while the callback runs. */
export type SuspendTerminal = (callback: () => Promise<void>) => Promise<unknown>;

/** `isOneByOne`: there are other panels, but no room for them. */
const footerOf = (isOneByOne: boolean): Panel =>
  remembered(
    (snapshot, size, theme) => {
      const { state } = snapshot;
      if (state.ui.isFilterOpen) return panels.filterLine(snapshot, size, theme);
      const keys = footerKeys(situationOf(state, isOneByOne), size.width);
      return panels.footer(keys, size, theme, state.ui.isHelpOpen ? [] : panels.ownCost(state));
    },
    state => [...Object.values(situationOf(state, isOneByOne)), panels.ownCost(state)[0]?.text],
  );

const noSummary: Panel = (_snapshot, size, theme) =>
  frame(titled('summary'), [[span('nothing to sum up before the end of a run', 'dim')]], size, theme);

const summary = (reportOf: AppProps['reportOf']): Panel => {
  return (snapshot, size, theme) => {
    const report = reportOf(snapshot.state);
    if (report === null) return noSummary(snapshot, size, theme);
    return panels.summary(report, snapshot.state.past, size, theme);
  };
};

const header: Panel = (snapshot, size, theme) =>
  snapshot.state.experiment === null
    ? panels.header(snapshot, size, theme)
    : panels.experimentHeader(snapshot, size, theme);

const panelNamed = (
  reportOf: AppProps['reportOf'],
  isOneByOne: boolean,
): Readonly<Record<PlacedName, Panel>> => ({
  header,
  race: panels.race,
  bars: panels.bars,
  curve: panels.curve,
  cores: panels.cores,
  loop: panels.loop,
  timeline: panels.timeline,
  tasks: panels.tasks,
  summary: summary(reportOf),
  status: panels.tooSmall,
  footer: footerOf(isOneByOne),
});

interface ScreenProps extends Size {
  readonly snapshot: Snapshot;
  readonly theme: Theme;
}

const RunScreen = (props: ScreenProps & AppProps): JSX.Element => {
  const { snapshot, theme, width, height, reportOf, store } = props;
  const isOneByOne = hasOnePanel(width, height);
  const drawn = useMemo(() => panelNamed(reportOf, isOneByOne), [reportOf, isOneByOne]);
  return (
    <Box>
      {layout(width, height, layoutFacts(snapshot)).panels.map(({ name, ...place }) => (
        <LivePanel key={name} {...place} store={store} draw={now => drawn[name](now, place, theme)} />
      ))}
    </Box>
  );
};

/** Over everything but the last line, which goes on saying the keys. */
const Help = ({ snapshot, theme, width, height }: ScreenProps): JSX.Element => {
  const size = { width, height: Math.max(0, height - 1) };
  const last = { width, height: Math.min(1, height) };
  const { ui } = snapshot.state;
  const keys = ui.screen === 'picker' ? pickerHelp : helpKeysFor(situationOf(snapshot.state));
  return (
    <Box>
      <Rows x={0} y={0} width={width} rows={panels.help(keys, size, theme)} />
      <Rows x={0} y={size.height} width={width} rows={footerOf(false)(snapshot, last, theme)} />
    </Box>
  );
};

const choiceOf = ({ request }: RunState): RunChoice => ({
  workloadId: request.workloadId,
  mode: request.mode,
  workers: request.workers,
  tasksPerWorker: request.tasksPerWorker,
  sliceMs: request.sliceMs,
  seed: request.seed,
  scale: request.scale,
  options: request.options,
});

const PickerScreen = ({ snapshot, width, height, ...props }: ScreenProps & AppProps): JSX.Element => {
  const { run, ui } = snapshot.state;
  const { isRawModeSupported } = useStdin();
  return (
    <Picker
      catalog={props.catalog}
      initial={run === null ? props.catalog.defaults : choiceOf(run)}
      canClose={run !== null}
      isActive={isRawModeSupported && !ui.isHelpOpen}
      width={width}
      height={height}
      theme={props.theme}
      onAction={props.onAction}
    />
  );
};

interface GuessScreenProps extends ScreenProps, AppProps {
  readonly plan: ExperimentPlan;
}

const GuessScreen = ({ plan, catalog, ...props }: GuessScreenProps): JSX.Element => {
  const { isRawModeSupported } = useStdin();
  const story = workloadOf(catalog, plan.variants[0]?.choice.workloadId ?? '')?.story ?? null;
  return <Guess {...props} plan={plan} story={story} isActive={isRawModeSupported} />;
};

/** The plan whose outcome is to be guessed now, if there is one on screen. */
const planToGuess = ({ state: { ui, experiment } }: Snapshot): ExperimentPlan | null =>
  ui.screen === 'run' && !ui.isHelpOpen && experiment?.phase === 'guessing' ? experiment.plan : null;

const nothing = (): void => {};

/** The picker has its own keys, but for its help. */
const useKeys = ({ store, onAction }: AppProps, snapshot: Snapshot): void => {
  const { ui } = snapshot.state;
  const { isRawModeSupported } = useStdin();
  // While nobody listens Ink forgets what has been typed, so that keys pressed between two screens would be lost.
  useInput(nothing, { isActive: isRawModeSupported });
  useInput(
    (input, key) => {
      for (const stroke of strokesOf(input, key)) {
        const { state } = store.getSnapshot();
        for (const action of actionsFor(stroke, situationOf(state))) onAction(action);
      }
    },
    {
      isActive:
        isRawModeSupported && planToGuess(snapshot) === null && (ui.screen !== 'picker' || ui.isHelpOpen),
    },
  );
};

const Screen = (props: ScreenProps & AppProps): JSX.Element => {
  const { ui } = props.snapshot.state;
  const plan = planToGuess(props.snapshot);
  if (plan !== null) return <GuessScreen {...props} plan={plan} key={plan.id} />;
  if (ui.isHelpOpen) return <Help {...props} />;
  if (ui.screen === 'watch' || ui.screen === 'processes') return <WatchScreen {...props} />;
  return ui.screen === 'picker' ? <PickerScreen {...props} /> : <RunScreen {...props} />;
};

export const App = (props: AppProps): JSX.Element => {
  const snapshot = useSnapshot(props.store);
  const { columns, rows } = useWindowSize();
  const { suspendTerminal } = useApp();
  const { onReady } = props;
  useKeys(props, snapshot);
  useEffect(() => onReady?.(suspendTerminal), [onReady, suspendTerminal]);
  return (
    <Box width={columns} height={rows} overflow="hidden">
      <Screen {...props} snapshot={snapshot} width={columns} height={rows} />
    </Box>
  );
};
