import { describe, expect, test } from 'vitest';
import { nowMs } from '../../src/clock.ts';
import { makeBeatMemory } from '../../src/probe/beat-memory.ts';
import { GcObserver } from '../../src/probe/gc.ts';
import { GcDuty } from '../../src/probe/gc-duty.ts';
import { GcGaps } from '../../src/probe/gc-gaps.ts';
import { Readings } from '../../src/probe/readings.ts';
import type { ProbeMessage } from '../../src/protocol.ts';
import type { Of } from '../source/targets.ts';

/** A duty that has been told of as many collections at each of so many beats; how long it observes, in beats. */
const played = (duty: GcDuty, beats: number, collections: number, durationMs = 1): readonly number[] => {
  const observed: number[] = [];
  for (let beat = 1; beat <= beats; beat++) {
    if (duty.isObserving) for (let i = 0; i < collections; i++) duty.count(durationMs);
    if (duty.beat(false)) observed.push(beat);
  }
  return observed;
};

const sampling = (): GcDuty => {
  const duty = new GcDuty();
  played(duty, 50, 1);
  expect(duty.isObserving).toBe(false);
  return duty;
};

describe('collections are observed', () => {
  test('all of the time where they are few', () => {
    const duty = new GcDuty();
    expect(played(duty, 9, 0)).toHaveLength(9);
    expect(played(duty, 2, 9)).toHaveLength(2);
    // 19 in a second.
    duty.count(1);
    expect(played(duty, 200, 0)).toHaveLength(200);
  });

  test('all of the time where one of them is long', () => {
    const duty = new GcDuty();
    duty.count(5.1);
    expect(played(duty, 99, 1)).toHaveLength(99);
  });

  test('for a sixteenth of it where they are many and short', () => {
    expect(played(sampling(), 96, 1)).toEqual([45, 46, 47, 93, 94, 95]);
  });

  test('for a second once they have become few', () => {
    const duty = sampling();
    expect(played(duty, 47, 0)).toEqual([45, 46, 47]);
    // The third beat of the three decides.
    expect(played(duty, 50, 1)).toHaveLength(50);
    expect(duty.beat(false)).toBe(false);
  });

  test('for half a minute after a late beat', () => {
    const duty = sampling();
    expect(duty.beat(true)).toBe(true);
    expect(played(duty, 1499, 1)).toHaveLength(1499);
    expect(duty.beat(false)).toBe(false);
  });

  test('when the loop rests', () => {
    const duty = sampling();
    duty.rest();
    expect(duty.isObserving).toBe(true);
    expect(played(duty, 49, 1)).toHaveLength(49);
    expect(duty.beat(false)).toBe(false);
  });
});

describe('what is taken for the collections of a gap', () => {
  test('is the rate of the time before it', () => {
    const gaps = new GcGaps(1000);
    for (const startMs of [1100, 1300, 1500, 1700]) gaps.collection({ startMs, durationMs: 2 });
    expect(gaps.estimate({ startMs: 2000, durationMs: 500 })).toEqual({ count: 2, pauseMs: 4 });
  });

  test('is nothing where nothing was observed before it', () => {
    const gaps = new GcGaps(1000);
    expect(gaps.estimate({ startMs: 1000, durationMs: 500 })).toEqual({ count: 0, pauseMs: 0 });
  });

  test('leaves gaps before it out of that time', () => {
    const gaps = new GcGaps(0);
    gaps.collection({ startMs: 50, durationMs: 3 });
    gaps.estimate({ startMs: 100, durationMs: 800 });
    gaps.collection({ startMs: 950, durationMs: 5 });
    // Two in twice 100 ms.
    expect(gaps.estimate({ startMs: 1000, durationMs: 600 })).toEqual({ count: 6, pauseMs: 24 });
  });

  test('knows nothing of what was more than four seconds ago', () => {
    const gaps = new GcGaps(0);
    for (let startMs = 0; startMs < 3000; startMs += 10) gaps.collection({ startMs, durationMs: 1 });
    gaps.estimate({ startMs: 3000, durationMs: 1000 });
    for (let startMs = 4000; startMs < 9000; startMs += 100) gaps.collection({ startMs, durationMs: 2 });
    expect(gaps.estimate({ startMs: 9000, durationMs: 100 })).toEqual({ count: 1, pauseMs: 2 });
    expect(new GcGaps(0).estimate({ startMs: 9000, durationMs: 100 })).toEqual({ count: 0, pauseMs: 0 });
  });

  test('begins anew after a time of which nothing is known', () => {
    const gaps = new GcGaps(0);
    for (let startMs = 0; startMs < 1000; startMs += 10) gaps.collection({ startMs, durationMs: 1 });
    gaps.begin(2000);
    gaps.collection({ startMs: 2100, durationMs: 4 });
    expect(gaps.estimate({ startMs: 2200, durationMs: 400 })).toEqual({ count: 2, pauseMs: 8 });
  });
});

/** Follows what a test says, and keeps what it is told. */
const scripted = () => ({
  isObserving: true,
  counted: 0,
  count() {
    this.counted += 1;
  },
  beat() {
    return this.isObserving;
  },
  rest() {
    this.isObserving = true;
  },
});

let kept: unknown;

/** Several times what the young generation has room for. */
const makeGarbage = (): void => {
  for (let i = 0; i < 3_000_000; i++) kept = { i, list: [i, kept === undefined] };
};

const nextTurn = () => new Promise(resolve => setImmediate(resolve));

const observed = () => {
  const memory = makeBeatMemory();
  const duty = scripted();
  const observer = new GcObserver(memory, duty);
  const messages: ProbeMessage[] = [];
  const readings = new Readings(7, memory, message => messages.push(message));
  const told = (): readonly ProbeMessage[] => {
    readings.tellGc();
    return messages.splice(0);
  };
  const collectUntilTold = async (): Promise<readonly ProbeMessage[]> => {
    for (;;) {
      makeGarbage();
      await nextTurn();
      const news = told();
      if (news.length > 0) return news;
    }
  };
  return { duty, observer, told, collectUntilTold };
};

describe('in a thread that makes garbage', () => {
  test('collections are told, with their lengths', async () => {
    const beganMs = nowMs();
    const { duty, observer, collectUntilTold } = observed();
    const news = await collectUntilTold();
    expect(duty.counted).toBeGreaterThanOrEqual(news.length);
    for (const pause of news as Of<'gc'>[]) {
      expect(pause).toMatchObject({
        type: 'gc',
        pid: 7,
        kind: expect.stringMatching(/^(minor|major|incremental)$/),
      });
      expect(pause.startMs).toBeGreaterThan(beganMs);
      expect(pause.startMs + pause.durationMs).toBeLessThan(nowMs());
    }
    observer.stop();
  });

  test('those of the turn in which a gap begins are told, those of the gap are not, and those after it are', async () => {
    const { duty, observer, told, collectUntilTold } = observed();
    duty.isObserving = false;
    makeGarbage();
    observer.beat(false);
    await nextTurn();
    expect(told().length).toBeGreaterThan(0);
    const fromMs = nowMs();
    makeGarbage();
    await nextTurn();
    expect(told()).toEqual([]);
    const untilMs = nowMs();
    duty.isObserving = true;
    observer.beat(false);
    const [gap, ...others] = told() as Of<'gc-gap'>[];
    expect(gap).toMatchObject({ type: 'gc-gap', pid: 7 });
    expect(gap?.startMs).toBeLessThan(fromMs);
    expect((gap?.startMs ?? 0) + (gap?.durationMs ?? 0)).toBeGreaterThan(untilMs);
    expect(gap?.count).toBeGreaterThan(0);
    expect(others).toEqual([]);
    for (const { type } of await collectUntilTold()) expect(type).toBe('gc');
    observer.stop();
  });

  test('a gap that is no longer wanted before its turn is over does not begin', async () => {
    const { duty, observer, told, collectUntilTold } = observed();
    duty.isObserving = false;
    observer.beat(false);
    observer.rest();
    for (const { type } of await collectUntilTold()) expect(type).toBe('gc');
    observer.stop();
    expect(told()).toEqual([]);
  });

  test('a gap ends with the observer, which is not in the way of the next one', async () => {
    const { duty, observer, told } = observed();
    duty.isObserving = false;
    observer.beat(false);
    await nextTurn();
    told();
    observer.stop();
    expect(told()).toEqual([expect.objectContaining({ type: 'gc-gap' })]);
    observer.stop();
    expect(told()).toEqual([]);
  });
});
