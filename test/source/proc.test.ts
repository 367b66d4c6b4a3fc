/** What the kernel's words mean. */
import { expect, test } from 'vitest';
import { isPoll } from '../../src/source/proc.ts';

test.each([
  ['ep_poll', true],
  ['do_epoll_wait', true],
  ['futex_wait_queue', false],
  ['do_sys_poll', false],
  ['0', null],
  ['', null],
  [null, null],
])('a loop that waits for events sleeps in epoll, by whichever name: %s', (wchan, expected) => {
  expect(isPoll(wchan)).toBe(expected);
});
