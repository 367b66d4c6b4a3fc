import type { PlanContext, Workload } from '../src/lab/workload.ts';
import { amountOption, choiceOption, numberOf, tasksOption } from './support/options.ts';
import { seededRandom } from './support/random.ts';

/** What `'/delay/.' + Math.floor(Math.random() * 5) + 1` really asks for: the 1 is appended, not added. */
const seedDelaysMs = [10, 110, 210, 310, 410] as const;

interface Call {
  readonly call: number;
  readonly path: string;
}

interface Reply {
  readonly call: number;
  readonly status: number;
  readonly bytes: number;
}

/** How long the server is to hold each call, in milliseconds, before scaling. */
function delaysMs({ options, seed }: PlanContext): number[] {
  const random = seededRandom(seed);
  if (options.preset === 'seed')
    return seedDelaysMs.map(() => seedDelaysMs[Math.floor(random() * seedDelaysMs.length)] as number);
  return Array.from({ length: numberOf(options, 'tasks') }, () => numberOf(options, 'delay'));
}

const httpCalls: Workload<Call, Reply> = {
  id: 'http-calls',
  title: 'HTTP calls',
  story:
    'A server on this machine holds every call for a moment before it answers, as a far one would; until then there is nothing to do. One thread can have all of them in the air and take the replies as they land. Each call still costs a little work, and that is what a thousand at once add up to.',
  kind: 'io',
  teaches: 'Waits in the air together take as long as the longest, not the sum.',
  rows: ['001-6', '001-1', '000-1', '003-6', '003-7'],
  options: [
    choiceOption(
      'preset',
      ['calls', 'seed'],
      "calls: as set here; seed: the textbook's five random calls of .01, .11, .21, .31 or .41 s",
    ),
    tasksOption(40, 2_000, 'number of calls (preset calls)'),
    amountOption('delay', 100, 60_000, 'milliseconds that the server holds a call (preset calls)'),
    { ...amountOption('bytes', 1_000, 10_000_000, 'size of every reply'), isInteger: true },
  ],
  plan: context =>
    delaysMs(context).map((delayMs, call) => {
      const waitMs = Math.round(delayMs * context.scale);
      return {
        name: `call ${call} of ${waitMs} ms`,
        input: { call, path: `/wait/${waitMs}?bytes=${numberOf(context.options, 'bytes')}` },
      };
    }),
  async run({ call, path }, context) {
    const { status, body } = await context.fetch(path);
    await context.checkpoint();
    if (status !== 200) throw new Error(`call ${call} was answered with status ${status}, expected 200`);
    context.progress(1);
    context.emit(`reply ${call}`);
    return { call, status, bytes: body.length };
  },
};
export default httpCalls;
