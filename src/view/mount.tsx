/** Puts the views on a terminal, and takes them off again on every way out. */
import { render } from 'ink';
import type { Instance } from 'ink';
import type { RunReport } from '../analysis/types.ts';
import type { Action, State } from '../state/state.ts';
import { App } from './App.tsx';
import type { SuspendTerminal } from './App.tsx';
import { createLivePanels, LivePanelsContext } from './live-panels.ts';
import type { LivePanels } from './live-panels.ts';
import type { Catalog } from './picker-state.ts';
import { withoutAnswers } from './terminal/answers.ts';
import type { Patch } from './terminal/compose.ts';
import { keyByKey } from './terminal/key-by-key.ts';
import { createScreen } from './terminal/screen.ts';
import type { Output, Screen } from './terminal/screen.ts';
import type { Theme } from './theme.ts';
import type { SnapshotStore } from './use-snapshot.ts';

/** The terminal as `openTerminal` hands it out, or a stand-in. */
export interface MountedTerminal extends Output {
  readonly stdin: NodeJS.ReadStream;
  onStopAsked(listener: () => void): () => void;
  stop(): Promise<void>;
  onLost(listener: (error: Error) => void): void;
  close(): void;
}

export interface MountOptions {
  readonly terminal: MountedTerminal;
  readonly store: SnapshotStore;
  readonly theme: Theme;
  readonly catalog: Catalog;
  /** What the summary says; null while there is nothing to say. */
  readonly reportOf: (state: State) => RunReport | null;
  /** Every action but `suspend`. Must dispatch to the store before it returns. */
  readonly onAction: (action: Action) => void;
  /** The terminal is gone (its window closed, the line dropped); the views stay mounted until `unmount`. */
  readonly onLost?: (error: Error) => void;
}

export interface Mounted {
  /** Gives the terminal back, at once and however often it is called. */
  unmount(): void;
  /**
   * The same once the terminal has answered all that it was asked, or would not any time soon: an answer that comes
   * later would be typed into the shell.
   */
  leave(): Promise<void>;
  /** Resolves once the terminal has been given back: with what a view threw, or null. Never rejects. */
  readonly waitUntilExit: Promise<Error | null>;
  /** Ctrl-Z: gives the terminal to the shell, stops the job, and paints anew once it goes on. */
  suspend(): Promise<void>;
  /** What has been sent so far, for the benchmark. */
  readonly sent: Screen['sent'];
}

/** Ink draws on keys and resizes only, and never later than the panels that belong to its frame. */
const framesPerSecond = 1000;

/** A terminal that takes nothing for so long will not before we stop either. */
const settleMs = 300;

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

class MountedViews implements Mounted {
  readonly waitUntilExit: Promise<Error | null>;
  readonly #options: MountOptions;
  readonly #screen: Screen;
  readonly #panels: LivePanels;
  readonly #ink: Instance;
  readonly #ignoreStops: () => void;
  #ignoreStore: () => void = () => {};
  #suspendTerminal: SuspendTerminal | null = null;
  #isSuspended = false;
  #isUnmounted = false;
  #error: Error | null = null;

  constructor(options: MountOptions) {
    this.#options = options;
    this.#screen = createScreen(options.terminal, true);
    this.#panels = createLivePanels(() => this.#screen.refresh());
    this.#screen.show(() => this.#patches());
    // Nothing is shown before keys are taken: what is typed on the first picture would be lost.
    this.#screen.hold();
    this.#ignoreStops = options.terminal.onStopAsked(() => void this.suspend());
    options.terminal.onLost(error => options.onLost?.(error));
    this.#ink = this.#render();
    this.waitUntilExit = this.#ink.waitUntilExit().then(
      () => this.#ended(null),
      error => this.#ended(asError(error)),
    );
  }

  get sent(): Screen['sent'] {
    return this.#screen.sent;
  }

  unmount(): void {
    if (this.#isUnmounted) return;
    this.#isUnmounted = true;
    this.#ignoreStops();
    this.#ignoreStore();
    this.#ink.unmount();
    this.#screen.close();
    this.#options.terminal.close();
  }

  async leave(): Promise<void> {
    await this.#screen.settled(settleMs);
    this.unmount();
  }

  async suspend(): Promise<void> {
    if (this.#isSuspended || this.#isUnmounted || this.#suspendTerminal === null) return;
    this.#isSuspended = true;
    try {
      await this.#screen.settled(settleMs);
      await this.#suspendTerminal(() => this.#options.terminal.stop());
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isSuspended = false;
      this.#screen.release();
    }
  }

  #render(): Instance {
    const { store, theme, catalog, reportOf, terminal } = this.#options;
    return render(
      <LivePanelsContext value={this.#panels}>
        <App
          store={store}
          theme={theme}
          catalog={catalog}
          reportOf={reportOf}
          onAction={action => this.#act(action)}
          onReady={suspendTerminal => this.#begin(suspendTerminal)}
        />
      </LivePanelsContext>,
      {
        stdin: keyByKey(withoutAnswers(terminal.stdin, () => this.#screen.answered())),
        stdout: this.#screen as unknown as NodeJS.WriteStream,
        interactive: true,
        alternateScreen: true,
        exitOnCtrlC: false,
        patchConsole: false,
        incrementalRendering: false,
        maxFps: framesPerSecond,
        // Only so are effects run before the next key is read: keys right after a new screen reach that screen.
        concurrent: true,
      },
    );
  }

  #begin(suspendTerminal: SuspendTerminal): void {
    this.#suspendTerminal = suspendTerminal;
    // Only now: React, which was there before, then draws a new layout first and the panels find their new places.
    this.#ignoreStore();
    this.#ignoreStore = this.#options.store.subscribe(() => this.#screen.refresh());
    this.#screen.release();
  }

  #patches(): readonly Patch[] {
    try {
      return this.#panels.patches(this.#options.store.getSnapshot());
    } catch (error) {
      this.#fail(error);
      return [];
    }
  }

  #act(action: Action): void {
    try {
      if (action.type === 'suspend') void this.suspend();
      else this.#options.onAction(action);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#error ??= asError(error);
    this.unmount();
  }

  #ended(error: Error | null): Error | null {
    this.unmount();
    return this.#error ?? error;
  }
}

/** Shows the views on the terminal, on its alternate screen, until `unmount`, an error or the terminal's loss. */
export const mount = (options: MountOptions): Mounted => new MountedViews(options);
