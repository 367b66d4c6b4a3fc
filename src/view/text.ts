/** Styled text in cells: what panels are made of before it is turned into rows for the terminal. */

export type StyleName =
  | 'plain'
  | 'dim'
  | 'title'
  | 'border'
  | 'key'
  | 'good'
  | 'warn'
  | 'alarm'
  | 'running'
  | 'waiting'
  | 'ready'
  | 'user'
  | 'system'
  | 'steal'
  | 'selected';

export interface Span {
  readonly text: string;
  readonly style: StyleName;
}
export type Line = readonly Span[];
