/** What a sweep says in words: the number to take, what the fits found, and the points as a table. */
import { adviceText } from '../../analysis/experiment-advice.ts';
import type { SweepFit } from '../../analysis/fit.ts';
import { tellsEnough, uslPeak } from '../../analysis/scalability.ts';
import type { UslFit } from '../../analysis/scalability.ts';
import type { SweptName } from '../../state/experiment.ts';
import { count, duration, percent } from '../format.ts';
import { safe } from '../safe.ts';
import { padStart, span, wrap } from '../text.ts';
import type { Line, StyleName } from '../text.ts';
import type { ExperimentFacts, VariantFacts } from './experiment-facts.ts';

const nouns: Readonly<Record<SweptName, string>> = {
  workers: 'workers',
  slice: 'ms slice',
  'tasks-per-worker': 'tasks per worker',
  'uv-threads': 'libuv threads',
};

export const sweptNoun = (swept: SweptName | null): string => (swept === null ? '' : nouns[swept]);

/** A sweep's numbers that count hands: only of these Amdahl's law and the USL speak. */
export const countsHands = (swept: SweptName | null): boolean =>
  swept === 'workers' || swept === 'uv-threads';

const paragraph = (text: string, width: number, style: StyleName = 'plain'): Line[] =>
  wrap(text, width).map(line => [span(line, style)]);

/** A flat curve may be met worse than by its own mean; nobody wants to read of -0.00. */
const fitWords = ({ r2 }: { readonly r2: number }): string => Math.max(0, r2).toFixed(2);

function uslWords(usl: UslFit): string {
  const peak = uslPeak(usl);
  const figures = `contention σ ${usl.sigma.toFixed(3)}, coherence κ ${usl.kappa.toFixed(4)} (R² ${fitWords(usl)})`;
  return Number.isFinite(peak) && peak < 10_000
    ? `${figures}; more than ${count(Math.max(1, Math.round(peak)))} slow it down`
    : figures;
}

const sentence = <Fit extends { readonly r2: number }>(
  law: string,
  fit: Fit | null,
  words: (fit: Fit) => string,
): string[] =>
  fit === null
    ? []
    : [`${law}: ${tellsEnough(fit) ? words(fit) : `explains too little (R² ${fitWords(fit)})`}.`];

const fitSentences = ({ amdahl, usl }: SweepFit): string[] => [
  ...sentence(
    'Amdahl',
    amdahl,
    fit => `${percent(fit.serialFraction)} of the work is serial (R² ${fitWords(fit)})`,
  ),
  ...sentence('USL', usl, uslWords),
];

const tooEarly =
  'Hollow points are the warm-up and do not count. The fits begin with the second value of the first round.';

const disturbedLines = (disturbed: string | null, width: number): Line[] =>
  disturbed === null ? [] : paragraph(disturbed, width, 'warn');

/** The number to take first, then what too many cost, then where it bends, then the fits, then missed predictions. */
export function sweepWords(
  { fit, price, disturbed, misses }: ExperimentFacts,
  { swept, isOver }: { readonly swept: SweptName | null; readonly isOver: boolean },
  width: number,
): Line[] {
  if (fit === null) return [...paragraph(tooEarly, width, 'dim'), ...disturbedLines(disturbed, width)];
  const { workers } = fit.recommended;
  const noun = workers === 1 ? sweptNoun(swept).replace(/s$/, '') : sweptNoun(swept);
  const advice = safe(adviceText(fit, `${workers} ${noun}`, isOver));
  return [
    ...paragraph(`${advice.charAt(0).toUpperCase()}${advice.slice(1)}.`, width, 'good'),
    ...disturbedLines(disturbed, width),
    ...(price === null ? [] : paragraph(`${safe(price)}.`, width)),
    ...(fit.knee === null ? [] : paragraph(`The knee: ${safe(fit.knee.reason)}.`, width)),
    ...(countsHands(swept) ? fitSentences(fit).flatMap(text => paragraph(text, width, 'dim')) : []),
    ...misses.flatMap(text => paragraph(safe(text), width, 'dim')),
  ];
}

/** Only at the end, and of points that count. */
export const nextWords = ({ fit, next }: ExperimentFacts, isOver: boolean, width: number): Line[] =>
  isOver && fit !== null ? paragraph(`Try next: ${safe(next)}`, width, 'good') : [];

export const tableWidth = 48;

function tableLine(facts: VariantFacts, first: VariantFacts | undefined, swept: SweptName | null): Line {
  const { x, medianMs, predictedMs, failure } = facts;
  const name = padStart(String(x ?? facts.label), 7);
  if (medianMs === null)
    return [span(`${name}  ${safe(failure ?? 'not run yet')}`, failure === null ? 'dim' : 'warn')];
  const base = first?.medianMs ?? null;
  const speedup = base === null ? null : base / medianMs;
  const ratio = x !== null && first?.x ? x / first.x : null;
  const efficiency = countsHands(swept) && speedup !== null && ratio !== null ? percent(speedup / ratio) : '';
  return [
    span(
      [
        name,
        padStart(duration(medianMs), 10),
        padStart(predictedMs === null ? '' : duration(predictedMs), 10),
        padStart(speedup === null ? '' : `×${speedup.toFixed(2)}`, 8),
        padStart(efficiency, 11),
      ].join(''),
      facts.isWarmUpOnly ? 'dim' : 'plain',
    ),
  ];
}

/** A header and a line for each value. */
export const sweepTable = (variants: readonly VariantFacts[], swept: SweptName | null): Line[] => [
  [
    span(
      [
        padStart(swept === 'tasks-per-worker' ? 'tasks' : (swept?.split('-').at(-1) ?? ''), 7),
        padStart('median', 10),
        padStart('predicted', 10),
        padStart('speedup', 8),
        padStart(countsHands(swept) ? 'efficiency' : '', 11),
      ].join(''),
      'dim',
    ),
  ],
  ...variants.map(facts => tableLine(facts, variants[0], swept)),
];
