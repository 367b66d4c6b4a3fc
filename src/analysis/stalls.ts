/** Who is to blame for a stall, and what each of them cost altogether. */
import type { StackFrame } from '../protocol.ts';

/** Whose code a frame lies in: the user's own, an installed package's, Node's own, or none that has a file. */
export type FrameOwner = 'own' | 'package' | 'node' | 'native';

export const ownerOf = ({ file }: StackFrame): FrameOwner => {
  if (file === '' || file === 'native') return 'native';
  if (file.startsWith('node:')) return 'node';
  return /[/\\]node_modules[/\\](?!\.vite-temp[/\\])/.test(file) ? 'package' : 'own';
};

const blameOrder: readonly FrameOwner[] = ['own', 'package', 'node', 'native'];

/** The innermost frame in the user's own files; without one in a package, then in Node, then whatever there is. */
export const blamedFrame = (frames: readonly StackFrame[]): StackFrame | null => {
  for (const owner of blameOrder) {
    const frame = frames.find(each => ownerOf(each) === owner);
    if (frame) return frame;
  }
  return null;
};

/** An arrow function has a place only: two of them in one file are two functions. */
const hasName = ({ functionName }: StackFrame): boolean =>
  functionName !== '' && functionName !== '(anonymous)';

/** The same for the same function, on whatever line it was caught; without a name its place tells it. */
const functionKey = (frame: StackFrame): string =>
  JSON.stringify(hasName(frame) ? [frame.file, frame.functionName] : [frame.file, frame.line]);

/**
 * Who called the blamed frame, innermost first: the functions below it in code of the same owner, without what lies
 * between. One that calls itself is told once.
 */
export const callersOf = (frames: readonly StackFrame[]): readonly StackFrame[] => {
  const blamed = blamedFrame(frames);
  if (blamed === null) return [];
  const line = frames.slice(frames.indexOf(blamed)).filter(each => ownerOf(each) === ownerOf(blamed));
  return line.filter((frame, index) => {
    const inner = line[index - 1];
    return inner !== undefined && functionKey(inner) !== functionKey(frame);
  });
};

/** `readFileSync`, as the probe's note (`in ...`, `native call in ...`) or the frame has it; '' for none. */
export const innermostCall = (frames: readonly StackFrame[], note: string): string => {
  const called = /(?:^| )in ([^ (]+) \(/.exec(note)?.[1];
  if (called !== undefined) return called;
  const [inner] = frames;
  return inner && inner !== blamedFrame(frames) && hasName(inner) ? inner.functionName : '';
};

export interface StallLike {
  readonly startMs: number;
  readonly durationMs: number;
  readonly frames: readonly StackFrame[];
  readonly note: string;
  /** No stack was caught, but the process was just starting. */
  readonly isStartup?: true;
}

export interface StallGroup {
  /** The same for the same function, or place where it has no name. */
  readonly key: string;
  /** Of the longest stall: a loop is caught now on this line, now on that. Null where no stack was caught. */
  readonly frame: StackFrame | null;
  readonly owner: FrameOwner | null;
  /** Of blocks without a stack: those of a process that was just starting. */
  readonly isStartup?: true;
  /** Who called it, innermost first. */
  readonly callers: readonly StackFrame[];
  /** What it called that held the thread, where that is another's code; else ''. */
  readonly call: string;
  readonly note: string;
  readonly count: number;
  readonly totalMs: number;
  readonly maxMs: number;
  /** Of all the time that the groups were blocked, 0 to 1. */
  readonly share: number;
  readonly lastStartMs: number;
}

const keyOf = ({ frames, isStartup }: StallLike): string => {
  const frame = blamedFrame(frames);
  if (frame === null) return isStartup ? 'start-up' : '';
  return functionKey(frame);
};

const longestOf = <Stall extends StallLike>(stalls: readonly Stall[]): Stall =>
  stalls.reduce((longest, stall) => (stall.durationMs > longest.durationMs ? stall : longest));

const groupOf = (key: string, stalls: readonly StallLike[], allMs: number): StallGroup => {
  const longest = longestOf(stalls);
  const frame = blamedFrame(longest.frames);
  const totalMs = stalls.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return {
    key,
    frame,
    owner: frame && ownerOf(frame),
    ...(frame === null && longest.isStartup ? { isStartup: true } : {}),
    callers: callersOf(longest.frames),
    call: innermostCall(longest.frames, longest.note),
    note: longest.note,
    count: stalls.length,
    totalMs,
    maxMs: longest.durationMs,
    share: allMs > 0 ? totalMs / allMs : 0,
    lastStartMs: stalls.reduce((last, { startMs }) => Math.max(last, startMs), 0),
  };
};

/** One group for each blamed function, the costliest first. */
export const groupStalls = (stalls: readonly StallLike[]): readonly StallGroup[] => {
  const allMs = stalls.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const byKey = Map.groupBy(stalls, keyOf);
  return [...byKey]
    .map(([key, members]) => groupOf(key, members, allMs))
    .sort((a, b) => b.totalMs - a.totalMs);
};

/**
 * `matchRoute (routes.js:31)`, `routes.js:31` without a name, `readFileSync (node:fs)`, `native code`; as it came, to be
 * made visible. Without a frame `start-up`, if the process was just starting.
 */
export const frameWords = (frame: StackFrame | null, isStartup = false): string => {
  if (frame === null) return isStartup ? 'start-up' : 'place not known';
  const name = frame.functionName || '(anonymous)';
  const owner = ownerOf(frame);
  if (owner === 'native') return `${name} (native code)`;
  if (owner === 'node') return `${name} (${frame.file})`;
  const place = `${fileName(frame.file)}:${frame.line}`;
  return hasName(frame) ? `${name} (${place})` : place;
};

/** Vite bundles its configuration, which is the user's own, into a file that is gone as soon as it is loaded. */
const bundledConfig = /\.timestamp-\d+-[0-9a-f]+\.mjs$/;

/** By convention there is one in every folder, so that its name alone tells nothing. */
const commonName = /^(index|main|page|route|layout)\./;

/** The last part of a path, with its folder where that says nothing; of a package's file the package's name too. */
const fileName = (file: string): string => {
  const path = file.replaceAll('\\', '/');
  const name = path.split('/').at(-1) ?? path;
  if (bundledConfig.test(name)) return name.replace(bundledConfig, ', bundled');
  const inPackage = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
  if (inPackage !== undefined) return `${inPackage}/${name}`;
  return commonName.test(name) ? path.split('/').slice(-2).join('/') : name;
};
