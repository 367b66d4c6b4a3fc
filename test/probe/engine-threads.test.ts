/** What the main thread waits for, in the kernel's words, and how long the engine's threads have stood in line. */
import { describe, expect, test } from 'vitest';
import { EngineThreads, engineThreadsOf, isOwnWait } from '../../src/probe/engine-threads.ts';

/** In the midst of a collection, on a full machine. */
const handingOver = '202 0x37102b4c 0x80 0x3 0x0 0x37102b38 0x0 0x7ffddf7d76a0 0x7fdd3a7160ec\n';
const atomicsWait = '202 0x7fdd3584ba40 0x80 0x0 0x7fdd341a9b80 0x0 0x0 0x7fdd341a9a60 0x7fdd3a7160ec\n';
const polling = '281 0xf 0x7ffddf7d76a0 0x400 0xe 0x0 0x8 0x7ffddf7d7680 0x7fdd3a7160ec\n';
const pageFault = '-1 0x7ffddf7d7680 0x7fdd3a7160ec\n';

test('it waits for what it has asked for in any call but a futex without a time limit', () => {
  const texts = [atomicsWait, polling, handingOver, pageFault, 'running\n', ''];
  expect(texts.map(text => isOwnWait(text, 'x64'))).toEqual([true, true, false, false, false, false]);
  expect(isOwnWait(handingOver, 'arm64')).toBe(true);
});

test('the engine’s threads are the first five, also where the numbers have begun anew', () => {
  expect(engineThreadsOf(700, [712, 700, 702, 703, 704, 705, 706, 711])).toEqual([702, 703, 704, 705, 706]);
  expect(engineThreadsOf(32766, [301, 302, 304, 310, 32766, 32767, 303])).toEqual([
    32767, 301, 302, 303, 304,
  ]);
});

describe('for how long one of them stood in line', () => {
  /** By turns what it had stood in line for at each mark since the one before. */
  const thread = (...waits: readonly number[]) => {
    const left = [...waits];
    let runQueueMs = 0;
    const mark = (): void => {
      runQueueMs = left.shift() ?? 0;
    };
    return { mark, spent: () => ({ cpuMs: 1, runQueueMs }), close: () => {} };
  };
  let syscall = '';
  const threads = (...waits: readonly (readonly number[])[]) =>
    new EngineThreads(
      700,
      waits.map(each => thread(...each)),
      () => syscall,
    );

  test('is the longest wait since the last look before the block', () => {
    const engine = threads([9, 30], [2, 75.5]);
    engine.look();
    syscall = handingOver;
    engine.lookAtBlock();
    expect([engine.inLineMs(), engine.inLineMs()]).toEqual([75.5, 0]);
  });

  test('does not count, if the main thread was seen waiting for something else in this block', () => {
    const engine = threads([9, 75, 75]);
    engine.look();
    syscall = atomicsWait;
    engine.lookAtBlock();
    syscall = 'running';
    engine.lookAtBlock();
    expect([engine.inLineMs(), engine.inLineMs()]).toEqual([0, 75]);
  });

  test('is nothing where there are none', () => {
    expect(threads().inLineMs()).toBe(0);
  });
});
