import { Box } from 'ink';
import { render } from 'ink-testing-library';
import type { JSX } from 'react';
import { expect, test } from 'vitest';
import { Rows } from '../../src/view/Rows.tsx';

const placed = (rows: readonly string[]): JSX.Element => (
  <Box width={5} height={2}>
    <Rows x={0} y={0} width={5} rows={rows} />
  </Box>
);

test('rows stand as they are, at their place', () => {
  const { lastFrame, rerender } = render(placed(['ab  c', 'd   e']));
  expect(lastFrame()).toBe('ab  c\nd   e');
  rerender(placed(['xxxxx', 'd   e']));
  expect(lastFrame()).toBe('xxxxx\nd   e');
});

test('no room, no rows', () => {
  expect(render(<Rows x={0} y={0} width={0} rows={['']} />).lastFrame()).toBe('');
  expect(render(<Rows x={0} y={0} width={5} rows={[]} />).lastFrame()).toBe('');
});
