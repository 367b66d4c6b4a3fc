/** The last choice of the picker, kept between starts: a convenience, so every failure is simply "none kept". */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { modeIds } from '../protocol.ts';
import type { RunChoice } from '../state/state.ts';

const schema = v.object({
  workloadId: v.string(),
  mode: v.picklist(modeIds),
  workers: v.pipe(v.number(), v.integer(), v.minValue(1)),
  tasksPerWorker: v.pipe(v.number(), v.integer(), v.minValue(1)),
  sliceMs: v.pipe(v.number(), v.minValue(0)),
  seed: v.pipe(v.number(), v.integer()),
  scale: v.pipe(v.number(), v.gtValue(0)),
  options: v.record(v.string(), v.union([v.number(), v.string(), v.boolean()])),
});

const fileIn = (env: NodeJS.ProcessEnv): string =>
  join(env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'jugglers', 'last-choice.json');

export function readLastChoice(env: NodeJS.ProcessEnv): RunChoice | null {
  try {
    return v.parse(schema, JSON.parse(readFileSync(fileIn(env), 'utf8')));
  } catch {
    return null;
  }
}

export function keepLastChoice(env: NodeJS.ProcessEnv, choice: RunChoice): void {
  try {
    const file = fileIn(env);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, JSON.stringify(choice));
  } catch {
    // A read-only home is no reason to refuse a run.
  }
}
