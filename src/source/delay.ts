/** Resolves after so many milliseconds; does not keep the process alive. */
export const delay = (durationMs: number): Promise<void> =>
  new Promise(resolve => {
    setTimeout(resolve, durationMs).unref();
  });
