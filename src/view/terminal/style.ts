/** Colours and attributes of a cell: read from SGR parameters, known by a small number, written as the shortest change. */

interface Style {
  /** Bits in the order of `attributes`. */
  readonly flags: number;
  /** SGR parameters such as `31` or `38;5;9`, '' for the terminal's own colour. */
  readonly foreground: string;
  readonly background: string;
}

/** [code that sets it, code that clears it]; bold and dim share theirs. */
const attributes: readonly (readonly [number, number])[] = [
  [1, 22],
  [2, 22],
  [3, 23],
  [4, 24],
  [5, 25],
  [7, 27],
  [8, 28],
  [9, 29],
];

/** Number of the style without any colour or attribute. */
export const plainStyle = 0;

// A number must fit the upper half of a cell; a theme has some dozens, so the limit only guards against nonsense.
const maxStyles = 0xff_ff;
const styles: Style[] = [{ flags: 0, foreground: '', background: '' }];
const numbers = new Map<string, number>([['0||', plainStyle]]);

const numberOf = (style: Style): number => {
  const key = `${style.flags}|${style.foreground}|${style.background}`;
  const known = numbers.get(key);
  if (known !== undefined) return known;
  if (styles.length > maxStyles) return plainStyle;
  styles.push(style);
  numbers.set(key, styles.length - 1);
  return styles.length - 1;
};

const styleAt = (number: number): Style => styles[number] as Style;

const isBetween = (code: number, low: number, high: number): boolean => code >= low && code <= high;

/** How many parameters a colour takes: `38;5;n` three, `38;2;r;g;b` five. */
const colourLength = (kind: number | undefined): number => (kind === 5 ? 3 : kind === 2 ? 5 : 1);

const withFlag = (style: Style, code: number): Style => {
  let { flags } = style;
  attributes.forEach(([on, off], bit) => {
    if (code === on) flags |= 1 << bit;
    if (code === off) flags &= ~(1 << bit);
  });
  return { ...style, flags };
};

const withCode = (style: Style, code: number): Style => {
  if (code === 0) return styleAt(plainStyle);
  if (code === 39) return { ...style, foreground: '' };
  if (code === 49) return { ...style, background: '' };
  if (isBetween(code, 30, 37) || isBetween(code, 90, 97)) return { ...style, foreground: String(code) };
  if (isBetween(code, 40, 47) || isBetween(code, 100, 107)) return { ...style, background: String(code) };
  return withFlag(style, code);
};

const applied = (start: Style, parameters: string): Style => {
  const codes = parameters === '' ? [0] : parameters.split(';').map(Number);
  let style = start;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (code !== 38 && code !== 48) {
      style = withCode(style, code);
      continue;
    }
    const length = colourLength(codes[i + 1]);
    const colour = codes.slice(i, i + length).join(';');
    if (length > 1) {
      style = code === 38 ? { ...style, foreground: colour } : { ...style, background: colour };
    }
    i += length - 1;
  }
  return style;
};

/** By style, then by parameters. */
const nextStyles: Map<string, number>[] = [];

/** The style after `ESC [ parameters m` in style `from`. */
export const styleAfter = (from: number, parameters: string): number => {
  const known = (nextStyles[from] ??= new Map());
  let next = known.get(parameters);
  if (next === undefined) {
    next = numberOf(applied(styleAt(from), parameters));
    if (known.size < maxStyles) known.set(parameters, next);
  }
  return next;
};

const codesToSet = (style: Style, flags: number): string[] => {
  const codes = attributes.flatMap(([on], bit) => (flags & (1 << bit) ? [String(on)] : []));
  return [...codes, style.foreground, style.background].filter(code => code !== '');
};

const changes = (from: Style, to: Style): string[] => {
  const lost = from.flags & ~to.flags;
  const cleared = [...new Set(attributes.flatMap(([, off], bit) => (lost & (1 << bit) ? [off] : [])))];
  // Code 22 takes bold and dim together, so the one that stays has to be set again.
  const kept = cleared.includes(22) ? to.flags : to.flags & ~from.flags;
  const isSame = {
    foreground: from.foreground === to.foreground,
    background: from.background === to.background,
  };
  return [
    ...cleared.map(String),
    ...codesToSet(
      {
        flags: 0,
        foreground: isSame.foreground ? '' : to.foreground || '39',
        background: isSame.background ? '' : to.background || '49',
      },
      kept,
    ),
  ];
};

const transitions = new Map<number, string>();

/** The shortest sequence that turns one style into another; '' for none. */
export const transition = (from: number, to: number): string => {
  if (from === to) return '';
  const key = from * (maxStyles + 1) + to;
  const known = transitions.get(key);
  if (known !== undefined) return known;
  const fresh = to === plainStyle ? '' : ['0', ...codesToSet(styleAt(to), styleAt(to).flags)].join(';');
  const step = changes(styleAt(from), styleAt(to)).join(';');
  const shortest = `\u001B[${fresh.length < step.length ? fresh : step}m`;
  if (transitions.size < maxStyles) transitions.set(key, shortest);
  return shortest;
};
