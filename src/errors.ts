/** What the program exits with; 128 + signal number is added by the entry for signals. */
export const exitCodes = { fine: 0, failed: 1, usage: 2, subject: 3 } as const;

/** Every error that is meant for the user: a stable code, and what was expected, what came, what to do. */
export class JugglersError extends Error {
  readonly code: string;
  readonly exitCode: number;
  constructor(code: string, message: string, exitCode: number, cause?: unknown) {
    super(message, { cause });
    this.name = new.target.name;
    this.code = code;
    this.exitCode = exitCode;
  }
}

/** The command line, a workload file or an expression is wrong. Exit code 2. */
export class UsageError extends JugglersError {
  constructor(message: string, cause?: unknown) {
    super('USAGE', message, exitCodes.usage, cause);
  }
}

/** The subject could not be started or attached, or was lost before it could answer. Exit code 3. */
export class SubjectError extends JugglersError {
  constructor(message: string, cause?: unknown) {
    super('SUBJECT', message, exitCodes.subject, cause);
  }
}

/** One line for people, whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
