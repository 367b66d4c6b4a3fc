/** Ready-made rows at a place on the screen. */
import { Box, Text, Transform } from 'ink';
import type { JSX } from 'react';
import type { PanelRow } from './panels/row.ts';

export interface RowsProps {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** As many as the place is high, each exactly `width` cells wide, free of control characters but colours. */
  readonly rows: readonly (string | PanelRow)[];
}

/**
 * Ink measures and cuts up only a placeholder of one space per row, which never changes; the rows themselves are put
 * in when it writes. That is half of the cost of a frame, and why rows must have their exact width: nothing clips them.
 */
export const Rows = ({ x, y, width, rows }: RowsProps): JSX.Element | null => {
  if (rows.length === 0 || width < 1) return null;
  return (
    <Box position="absolute" left={x} top={y} width={width} height={rows.length}>
      <Transform transform={(_, index) => String(rows[index] ?? '')}>
        <Text wrap="truncate">{Array(rows.length).fill(' ').join('\n')}</Text>
      </Transform>
    </Box>
  );
};
