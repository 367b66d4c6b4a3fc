/** The signals that ask the program to end. */

/** 128 + the signal's number, as shells show it. */
export const signalExitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGPIPE: 141 } as const;
export type EndingSignal = Exclude<keyof typeof signalExitCodes, 'SIGPIPE'>;

const endingSignals: readonly EndingSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Calls back for every ending signal, again and again, until the returned function is called. */
export function onEndingSignal(listener: (signal: EndingSignal) => void): () => void {
  for (const signal of endingSignals) process.on(signal, listener);
  return () => {
    for (const signal of endingSignals) process.off(signal, listener);
  };
}
