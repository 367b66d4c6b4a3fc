/** Shares of each core's time between two readings of the kernel's counters. */
import type { CpuInfo } from 'node:os';
import type { CoreShares } from '../state/state.ts';

/** What one core has done since boot, in any unit as long as both readings use the same one. */
export interface CoreTicks {
  readonly id: number;
  readonly user: number;
  readonly system: number;
  readonly steal: number;
  readonly idle: number;
}

const ascii = { blank: 0x20, zero: 0x30, letterC: 0x63, newline: 0x0a } as const;

/** Goes through bytes without making a string of any: on 256 cores those were most of what a look costs. */
class Numbers {
  at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The number here, and on past the blank behind it; 0 where the line has no more. */
  next(): number {
    const bytes = this.#bytes;
    let { at } = this;
    let value = 0;
    for (let digit = digitAt(bytes, at); digit >= 0 && digit <= 9; digit = digitAt(bytes, ++at)) {
      value = value * 10 + digit;
    }
    this.at = bytes[at] === ascii.blank ? at + 1 : at;
    return value;
  }

  /** By hand: what is left of a line is a few bytes, for which a search costs more than it saves. */
  toNextLine(): void {
    const bytes = this.#bytes;
    let { at } = this;
    while (at < bytes.length && bytes[at] !== ascii.newline) at++;
    this.at = at + 1;
  }
}

const digitAt = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) - ascii.zero;

/** A `cpuN` line of /proc/stat from its N on. Guest time is left out: the kernel has counted it in user and nice. */
function nextCore(numbers: Numbers): CoreTicks {
  const id = numbers.next();
  const user = numbers.next() + numbers.next();
  const system = numbers.next();
  const idle = numbers.next() + numbers.next();
  const interrupts = numbers.next() + numbers.next();
  return { id, user, system: system + interrupts, steal: numbers.next(), idle };
}

/** The cores of /proc/stat: those that are online, in the kernel's order. They are its first lines. */
export function parseProcStat(bytes: Uint8Array): CoreTicks[] {
  const cores: CoreTicks[] = [];
  const numbers = new Numbers(bytes);
  for (; bytes[numbers.at] === ascii.letterC; numbers.toNextLine()) {
    numbers.at += 'cpu'.length;
    // The line of all cores together has a blank there.
    if (bytes[numbers.at] !== ascii.blank) cores.push(nextCore(numbers));
  }
  return cores;
}

/** The same from `os.cpus()`, where there is no /proc; steal is not told there. */
export const ticksOfCpus = (cpus: readonly Pick<CpuInfo, 'times'>[]): CoreTicks[] =>
  cpus.map(({ times }, id) => ({
    id,
    user: times.user + times.nice,
    system: times.sys + times.irq,
    steal: 0,
    idle: times.idle,
  }));

/** Counters may run backwards (iowait does, and a core that came back may start anew): that is no time at all. */
const grown = (before: number, after: number): number => Math.max(0, after - before);

function sharesOf(before: CoreTicks, after: CoreTicks): CoreShares {
  const user = grown(before.user, after.user);
  const system = grown(before.system, after.system);
  const steal = grown(before.steal, after.steal);
  // Without a single tick all is 0.
  const total = user + system + steal + grown(before.idle, after.idle) || 1;
  return {
    id: after.id,
    user: user / total,
    system: system / total,
    steal: steal / total,
    busy: (user + system) / total,
  };
}

/**
 * Shares (0 to 1) of every core that both readings know, in the order of the later one. A core that was switched off
 * or has just come online has no span to speak of and is left out. A span without a single tick is 0 throughout.
 */
export function coreShares(before: readonly CoreTicks[], after: readonly CoreTicks[]): CoreShares[] {
  const earlier = new Map<number, CoreTicks>();
  const isSameList = before.length === after.length && before.every(({ id }, i) => id === after[i]?.id);
  if (!isSameList) for (const core of before) earlier.set(core.id, core);
  const shares: CoreShares[] = [];
  after.forEach((core, i) => {
    const known = isSameList ? before[i] : earlier.get(core.id);
    if (known) shares.push(sharesOf(known, core));
  });
  return shares;
}
