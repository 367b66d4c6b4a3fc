import { expect, test } from 'vitest';
import { machine, onTwo, verdict } from './build.ts';

test('imbalanced: A and B on two lanes', () => {
  expect(
    verdict([
      { lane: 'w1', from: 0, run: 1000 },
      { lane: 'w2', from: 0, run: 2000 },
    ]),
  ).toEqual({
    kind: 'imbalanced',
    text: 'lanes stood idle at the end for 25 % of their time: the longest worked 2.0 s, the mean is 1.5 s',
    recommendation:
      'cut the work into smaller tasks: the longest takes 2.0 s, and more workers cannot shorten it',
  });
});

test('imbalanced: primes cut into an equal range for each lane, as measured on two cores', () => {
  expect(
    verdict([
      { lane: 'w1', from: 0, run: 1510 },
      { lane: 'w2', from: 0, run: 2430 },
    ]),
  ).toMatchObject({
    kind: 'imbalanced',
    text: 'lanes stood idle at the end for 19 % of their time: the longest worked 2.4 s, the mean is 2.0 s',
  });
  // In chunks no lane waits for longer than one of them takes.
  expect(verdict(onTwo(65, { run: 60 })).kind).toBe('cpu-bound');
});

test('imbalanced: more lanes than tasks', () => {
  const options = { request: { workers: 4 } };
  expect(
    verdict(
      [
        { lane: 'w1', from: 0, run: 1000 },
        { lane: 'w2', from: 0, run: 1000 },
      ],
      options,
      {
        machine: machine(4),
      },
    ),
  ).toMatchObject({
    kind: 'imbalanced',
    recommendation: '2 tasks cannot use 4 lanes: cut the work into more tasks',
  });
});

test('imbalanced: of lanes that only share the cores, those that end early leave nothing idle', () => {
  const lanes = ['w1', 'w2', 'w3', 'w4'].map((lane, index) => ({
    lane,
    from: 0,
    run: index < 2 ? 2000 : 1000,
  }));
  const options = { request: { workers: 4 } };
  expect(verdict(lanes, options, { machine: machine(4) }).kind).toBe('imbalanced');
  expect(verdict(lanes, options, { machine: machine(2) }).kind).toBe('cpu-bound');
  expect(verdict(lanes.slice(1), { request: { workers: 3 } }, { machine: machine(2) })).toMatchObject({
    kind: 'imbalanced',
    text: 'cores stood idle at the end for 25 % of their time: the longest worked 2.0 s, the mean is 1.3 s',
  });
  const waiting = lanes.map(({ run, ...place }) => ({ ...place, run: 0, wait: run }));
  expect(verdict(waiting, options, { machine: machine(2) }).kind).toBe('imbalanced');
});
