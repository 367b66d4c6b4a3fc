import type { PlanContext, Workload } from '../src/lab/workload.ts';
import { amountOption, choiceOption, numberOf, tasksOption } from './support/options.ts';
import { seededRandom } from './support/random.ts';
import { roundsPerSecond, spin } from './support/spin.ts';

/** What `'/delay/.' + Math.floor(Math.random() * 5) + 1` really asks for: the 1 is appended, not added. */
const seedDelaysMs = [10, 110, 210, 310, 410] as const;

interface Call {
  readonly call: number;
  readonly path: string;
  /** Of computing, once the reply is there. */
  readonly rounds: number;
  readonly isOneAtATime: boolean;
}

interface Reply {
  readonly call: number;
  readonly status: number;
  readonly bytes: number;
  /** Of the computing, where there is any. */
  readonly proof?: number;
}

interface Story {
  /** What one of the calls is. */
  readonly noun: string;
  /** How long the server is to hold each call, in milliseconds, before scaling. */
  readonly delaysMs: readonly number[];
  /** Computing after each reply; 1 is about a millisecond. */
  readonly work: number;
  readonly isOneAtATime?: true;
}

const same = (count: number, delayMs: number): number[] => Array.from({ length: count }, () => delayMs);

/** The textbooks' own figures, shorter where they are minutes: a minute of the library is 10 ms, a second of turns 100 ms. */
const stories: Readonly<Record<string, Story>> = {
  web: { noun: 'request', delaysMs: same(1000, 95), work: 5 },
  library: { noun: 'visitor', delaysMs: same(20, 120), work: 30 },
  turns: { noun: 'part', delaysMs: same(6, 500), work: 200, isOneAtATime: true },
};

function storyOf({ options, seed }: PlanContext): Story {
  if (options.preset === 'seed') {
    const random = seededRandom(seed);
    const delaysMs = seedDelaysMs.map(
      () => seedDelaysMs[Math.floor(random() * seedDelaysMs.length)] as number,
    );
    return { noun: 'call', delaysMs, work: 0 };
  }
  const delaysMs = same(numberOf(options, 'tasks'), numberOf(options, 'delay'));
  return stories[String(options.preset)] ?? { noun: 'call', delaysMs, work: numberOf(options, 'work') };
}

const httpCalls: Workload<Call, Reply> = {
  id: 'http-calls',
  title: 'HTTP calls',
  story:
    'A server on this machine holds every call for a moment before it answers, as a far one would; until then there is nothing to do. One thread can have all of them in the air and take the replies as they land. Each call still costs a little work, and that is what a thousand at once add up to.',
  kind: 'io',
  teaches: 'Waits in the air together take as long as the longest, not the sum.',
  rows: ['001-6', '001-1', '000-1', '003-6', '003-7', '003-13', '003-16', '004-5'],
  options: [
    choiceOption(
      'preset',
      ['calls', 'seed', 'web', 'library', 'turns'],
      "calls: as set here; seed: the textbook's five random calls of .01, .11, .21, .31 or .41 s; " +
        'web: 1,000 requests of 95 ms waiting and 5 ms work; library: 20 visitors of 3 minutes of help and 12 away; ' +
        'turns: 6 parts of 5 s fetching, one at a time, and 2 s of statistics',
    ),
    tasksOption(40, 2_000, 'number of calls (preset calls)'),
    amountOption('delay', 100, 60_000, 'milliseconds that the server holds a call (preset calls)'),
    amountOption('work', 0, 60_000, 'computing after each reply; 1 is about a millisecond (preset calls)'),
    { ...amountOption('bytes', 1_000, 10_000_000, 'size of every reply'), isInteger: true },
  ],
  plan(context) {
    const { noun, delaysMs, work, isOneAtATime = false } = storyOf(context);
    const rounds = Math.round((work / 1000) * context.scale * roundsPerSecond);
    return delaysMs.map((delayMs, call) => {
      const waitMs = Math.round(delayMs * context.scale);
      const path = `/wait/${waitMs}?bytes=${numberOf(context.options, 'bytes')}`;
      return { name: `${noun} ${call} of ${waitMs} ms`, input: { call, path, rounds, isOneAtATime } };
    });
  },
  async run({ call, path, rounds, isOneAtATime }, context) {
    const fetched = () => context.fetch(path);
    const { status, body } = await (isOneAtATime ? context.lock('connection', fetched) : fetched());
    await context.checkpoint();
    if (status !== 200) throw new Error(`call ${call} was answered with status ${status}, expected 200`);
    const proof = rounds > 0 ? await spin(rounds, context) : null;
    context.progress(1);
    context.emit(`reply ${call}`);
    return { call, status, bytes: body.length, ...(proof === null ? {} : { proof }) };
  },
};
export default httpCalls;
