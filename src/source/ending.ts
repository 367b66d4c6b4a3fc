/** How a process ended, in words. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Lines that end Node's report of a crash and say nothing about it. */
const isEmptyTalk = (line: string): boolean => /^\s*$|^\s+at |^Node\.js v\d|^\s*[\^}]/.test(line);

const isOutOfMemory = (lines: readonly string[]): boolean =>
  lines.some(line => /heap out of memory|Allocation failed|ERR_WORKER_OUT_OF_MEMORY/.test(line));

/** The line that says most: the last that names an error, else the last that says anything. */
const lastWords = (lines: readonly string[]): string | null => {
  const telling = lines.filter(line => !isEmptyTalk(line));
  const error = telling.findLast(line => /^(Uncaught )?[\w.]*(Error|Exception)\b/.test(line));
  return error ?? telling.at(-1) ?? null;
};

/** `stderrLines`: the last ones that it printed. */
export const endingWords = ({ code, signal }: Ending, stderrLines: readonly string[]): string => {
  if (isOutOfMemory(stderrLines)) return 'ran out of memory';
  const how = signal ? `killed by ${signal}` : `exited with code ${code}`;
  const words = code === 0 ? null : lastWords(stderrLines);
  return words ? `${how}: ${words}` : how;
};
