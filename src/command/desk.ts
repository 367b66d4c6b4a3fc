/** The dashboard's comparison or sweep: at most one, and no other run beside it. */
import type { ExperimentPlan } from '../state/experiment.ts';
import type { Event } from '../state/state.ts';
import type { ExperimentHost } from './experiment.ts';
import { Experiment } from './experiment.ts';
import { newId } from './new-id.ts';

export class Desk {
  readonly #host: ExperimentHost;
  #current: Experiment | null = null;
  #isOpen = true;
  /** What to begin once the current one is over; the newest wish counts. */
  #next: () => void = () => {};

  constructor(host: ExperimentHost) {
    this.#host = host;
  }

  get isBusy(): boolean {
    return this.#current !== null;
  }

  heard(event: Event): void {
    this.#current?.heard(event);
  }

  cancel(): void {
    this.#current?.cancel();
  }

  /** Also the same plan again: it gets an id of its own. */
  begin(plan: ExperimentPlan): void {
    this.whenFree(() => void this.#run({ ...plan, id: newId() }));
  }

  /** Cancels what goes on, and calls back when it is over; at once if nothing does. */
  whenFree(next: () => void): void {
    if (!this.#current) return next();
    this.#next = next;
    this.#current.cancel();
  }

  /** Cancels what goes on and begins nothing more. It may never come to its end: whoever stops the session ends it. */
  close(): void {
    this.#isOpen = false;
    this.#current?.cancel();
  }

  async #run(plan: ExperimentPlan): Promise<void> {
    if (!this.#isOpen) return;
    this.#current = new Experiment(plan, this.#host);
    await this.#current.ended;
    this.#current = null;
    const next = this.#next;
    this.#next = () => {};
    if (this.#isOpen) next();
  }
}
