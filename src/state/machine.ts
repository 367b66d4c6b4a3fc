/** The machine as the dashboard's own sampler sees it. Plain, immutable data. */

/** What does not change while we look. */
export interface Machine {
  readonly model: string;
  readonly cores: number;
  /** What affinity and cgroup quota leave to this process; may be a fraction. */
  readonly usableCores: number;
  /** cgroup quota in cores, or null if there is none. */
  readonly quotaCores: number | null;
  /** Ids of the cores that this process may run on; absent = on all of them. */
  readonly allowed?: readonly number[];
  readonly node: string;
  readonly os: string;
  readonly topology: readonly CoreTopology[];
}

export interface CoreTopology {
  readonly id: number;
  /** Cores with the same number share one physical core (SMT); null where the OS does not tell. */
  readonly physical: number | null;
  readonly kind: 'performance' | 'efficiency' | null;
}

/** Shares of one core's time between two readings, 0 to 1 each. */
export interface CoreShares {
  readonly id: number;
  readonly user: number;
  readonly system: number;
  readonly steal: number;
  /** user + system + the rest that is not idle, steal left out. */
  readonly busy: number;
}

/** One look at the machine by the dashboard's own sampler. */
export interface MachineSample {
  readonly atMs: number;
  readonly spanMs: number;
  readonly cores: readonly CoreShares[];
  /** CPU of the dashboard process itself, as a share of one core. */
  readonly dashboardCpu: number;
  /** cgroup throttling during the span; null where there is no cgroup counter. */
  readonly throttledMs: number | null;
  /** Clock of the busiest core as a share of its highest; null where not measured, or where no core worked. */
  readonly clockShare: number | null;
}
