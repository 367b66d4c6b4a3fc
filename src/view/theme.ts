import type { StyleName } from './text.ts';

/** Which glyphs and colours the terminal can show. */
export interface Theme {
  readonly isUnicode: boolean;
  /** 0 = no escape sequences at all, 4 = 16 colours, 8 = 256 colours. */
  readonly colourBits: 0 | 4 | 8;
  /** SGR parameters such as `1;31` by style, '' for none. */
  readonly sgr: Readonly<Record<StyleName, string>>;
}
