/** Tells for little whether a thread of this process may have run, before one asks the kernel about a certain one. */

/** What the calling thread itself takes between two questions. */
const ownCpuUs = 1000;
const ownSwitches = 1;

export class Bystanders {
  #cpuUs = 0;
  #switches = 0;

  /**
   * False if the calling thread alone has run since the last question, and has slept once. A thread that was given a
   * core a few milliseconds ago, and still has it, may not be counted yet.
   */
  get mayHaveRun(): boolean {
    const usage = process.resourceUsage();
    const cpuUs = usage.userCPUTime + usage.systemCPUTime;
    const switches = usage.voluntaryContextSwitches + usage.involuntaryContextSwitches;
    const hasRun = cpuUs - this.#cpuUs > ownCpuUs || switches - this.#switches > ownSwitches;
    this.#cpuUs = cpuUs;
    this.#switches = switches;
    return hasRun;
  }
}
