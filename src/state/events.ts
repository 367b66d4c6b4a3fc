/** All that changes the state: what subjects and sources say, samples, time, and what the user does. */
import type { ExperimentPlan, ExperimentRun, Guess } from './experiment.ts';
import type { RunRequest, SourceMessage, SubjectMessage } from '../protocol.ts';
import type { Machine, MachineSample } from './machine.ts';
import type { RunChoice } from './run-state.ts';
import type { WatchAction, WatchEvent } from './watch-state.ts';

/** A key or a dialog, as data. The entry carries out those that ask for an effect. */
export type Action =
  | { readonly type: 'start'; readonly choice: RunChoice }
  /** The same workload and options once more, as they are or with one thing changed. */
  | { readonly type: 'run-again' }
  | { readonly type: 'change-mode'; readonly step: 1 | -1 }
  | { readonly type: 'change-workers'; readonly step: 1 | -1 }
  | { readonly type: 'cancel' }
  /** Race the usual modes with this workload and its options. */
  | { readonly type: 'compare'; readonly choice: RunChoice }
  /** The answer before a race; null = skipped. */
  | { readonly type: 'guess'; readonly guess: Guess | null }
  | { readonly type: 'quit' }
  /** Ctrl-C: leaves as the signal does. */
  | { readonly type: 'interrupt' }
  | { readonly type: 'suspend' }
  | { readonly type: 'toggle-freeze' }
  | { readonly type: 'toggle-help' }
  | { readonly type: 'toggle-summary' }
  | { readonly type: 'open-picker' }
  /** Back to the run that was shown before. */
  | { readonly type: 'close-picker' }
  | { readonly type: 'open-filter' }
  | { readonly type: 'close-filter' }
  | { readonly type: 'set-filter'; readonly text: string }
  | { readonly type: 'scroll-log'; readonly lines: number }
  | { readonly type: 'follow-log' }
  /** Rows down (or up) in a timeline that has more of them than the screen. */
  | { readonly type: 'scroll-lanes'; readonly rows: number }
  | { readonly type: 'next-panel' }
  | WatchAction;

/** All that changes the state. Every event brings its own time. */
export type Event =
  | SubjectMessage
  | SourceMessage
  | { readonly type: 'machine'; readonly machine: Machine }
  | { readonly type: 'machine-sample'; readonly sample: MachineSample }
  | { readonly type: 'tick'; readonly atMs: number }
  /** A new run is being started; everything about the last one but its figures goes. */
  | {
      readonly type: 'run-asked';
      readonly atMs: number;
      readonly request: RunRequest;
      readonly workloadTitle: string;
    }
  | { readonly type: 'experiment-asked'; readonly atMs: number; readonly plan: ExperimentPlan }
  /** The next run of the experiment is about to be asked for. */
  | { readonly type: 'experiment-next'; readonly variant: number; readonly round: number }
  | { readonly type: 'experiment-run-ended'; readonly run: ExperimentRun }
  | { readonly type: 'experiment-ended'; readonly phase: 'finished' | 'cancelled'; readonly reason: string }
  | WatchEvent
  | { readonly type: 'action'; readonly atMs: number; readonly action: Action };
