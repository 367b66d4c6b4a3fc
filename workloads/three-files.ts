import type { TaskContext, Workload } from '../src/lab/workload.ts';
import { bytesFrom, fingerprint } from './support/bytes.ts';
import { ensureFile } from './support/files.ts';
import { amountOption, choiceOption, numberOf, tasksOption } from './support/options.ts';
import { roundsPerSecond } from './support/spin.ts';

const fileBytes = 64 * 1024;
/** Reading one file waits so often. */
const parts = 4;
/** Share of a task's time that is reading. */
const readShare = 2 / 3;

interface FileJob {
  readonly file: number;
  readonly path: string;
  readonly readMs: number;
  readonly roundsPerByte: number;
  readonly isOneAtATime: boolean;
}

interface Processed {
  readonly file: number;
  readonly bytes: number;
  readonly fingerprint: number;
}

/** Really reads the file; the waits stand for a slow disk, as the system hands out a file it knows in no time. */
async function readSlowly({ path, readMs }: FileJob, context: TaskContext): Promise<Uint8Array> {
  for (let part = 1; part <= parts; part++) {
    await context.sleep(readMs / parts);
    await context.checkpoint();
    context.progress((part / parts) * readShare);
  }
  return context.readFile(path);
}

const read = (job: FileJob, context: TaskContext): Promise<Uint8Array> =>
  job.isOneAtATime ? context.lock('disk', () => readSlowly(job, context)) : readSlowly(job, context);

const pathOf = (file: number): string =>
  ensureFile(`file-${file}.bin`, fileBytes, () => bytesFrom(file, fileBytes));

const threeFiles: Workload<FileJob, Processed> = {
  id: 'three-files',
  title: 'Three files',
  story:
    'Each of three files takes two units to read and one to process. Started together, the reads overlap, but one thread still processes file after file: 5 units, not the 3 of the textbook, which need a core for each file. The files are real; waits make the disk slow, for the system hands out a file that it knows at once.',
  kind: 'pipeline',
  teaches: 'Reads overlap, processing does not: 9 units become 5, not 3.',
  rows: ['002-29', '002-8'],
  options: [
    tasksOption(3, 100, 'number of files'),
    choiceOption(
      'disk',
      ['fast', 'slow'],
      'fast: reads all files at once; slow: one file at a time (7 units, not 5)',
    ),
    amountOption('unit', 0.8, 60, 'seconds in a unit of reading; processing is work of about as long'),
  ],
  plan({ options, scale }) {
    const unitSeconds = numberOf(options, 'unit') * scale;
    return Array.from({ length: numberOf(options, 'tasks') }, (_, i) => ({
      name: `file ${i + 1}`,
      input: {
        file: i + 1,
        path: pathOf(i + 1),
        readMs: 2 * unitSeconds * 1000,
        roundsPerByte: Math.max(1, Math.round((unitSeconds * roundsPerSecond) / fileBytes)),
        isOneAtATime: options.disk === 'slow',
      },
    }));
  },
  async run(job, context) {
    const bytes = await read(job, context);
    await context.checkpoint();
    const { file, roundsPerByte } = job;
    return {
      file,
      bytes: bytes.length,
      fingerprint: await fingerprint(bytes, roundsPerByte, context, [readShare, 1]),
    };
  },
};
export default threeFiles;
