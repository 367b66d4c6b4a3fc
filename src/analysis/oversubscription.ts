/** What too many workers cost, by the counters: switches, waiting for a core, start-up, memory. */
import { reportsOf } from './experiment-common.ts';
import type { Measured } from './ranking.ts';
import { sumBy, sumOf } from './sums.ts';
import type { RunReport } from './types.ts';
import { coreCount, counted, duration } from './words.ts';

/** Twice as many as recommended, or as there are cores, and more is oversubscription worth its price tag. */
const oversubscribed = 2;

const meanOf = (values: readonly number[]): number => sumOf(values) / Math.max(1, values.length);

interface Price {
  readonly switches: number;
  readonly runQueueMs: number;
  readonly startupMs: number;
  readonly rssBytes: number;
}

const priceOf = (reports: readonly RunReport[]): Price => ({
  switches: meanOf(
    reports.map(({ lanes }) =>
      sumBy(lanes, ({ switches }) => (switches ? switches.voluntary + switches.involuntary : 0)),
    ),
  ),
  runQueueMs: meanOf(reports.map(({ lanes }) => sumBy(lanes, ({ runQueueMs }) => runQueueMs ?? 0))),
  startupMs: meanOf(reports.map(({ startupMs }) => startupMs ?? 0)),
  rssBytes: meanOf(reports.map(({ memory }) => memory?.rssBytes ?? 0)),
});

const nothing: Price = { switches: 0, runQueueMs: 0, startupMs: 0, rssBytes: 0 };

const switchCount = (switches: number): string => String(Math.round(switches));
const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

const instead = (few: number, words: (value: number) => string): string =>
  few > 0 ? ` instead of ${words(few)}` : '';

const priceWords = (many: Price, few: Price): string =>
  [
    many.switches > few.switches &&
      `${switchCount(many.switches)} switches${instead(few.switches, switchCount)}`,
    many.runQueueMs > few.runQueueMs && `${duration(many.runQueueMs)} of waiting for a core`,
    many.startupMs > few.startupMs && `${duration(many.startupMs)} to start`,
    many.rssBytes > few.rssBytes && `${megabytes(many.rssBytes)}${instead(few.rssBytes, megabytes)}`,
  ]
    .filter(part => part !== false)
    .join(', ');

/**
 * What the largest number costs: beside the chosen one, or by itself where that is too many for the cores as well.
 * Empty where it is not much larger than either, or nothing was counted.
 */
export const oversubscriptionText = (measured: Measured, chosen: number): string => {
  const { variants } = measured.plan;
  const widest = Math.max(...variants.map(({ x }) => x ?? 0));
  const priceAt = (x: number): Price =>
    priceOf(
      reportsOf(
        measured,
        variants.findIndex(one => one.x === x),
      ),
    );
  const cores = reportsOf(measured)[0]?.machine?.usableCores ?? Infinity;
  const isBeside = widest >= oversubscribed * chosen;
  if (!isBeside && widest < oversubscribed * cores) return '';
  const words = priceWords(priceAt(widest), isBeside ? priceAt(chosen) : nothing);
  const where = isBeside ? '' : ` on ${coreCount(cores)}`;
  return words === '' ? '' : `${counted(widest, 'worker')}${where} cost ${words}`;
};
