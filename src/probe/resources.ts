/** What keeps this thread's loop alive, by type. */

/** Names of libuv handles and requests, as Node lists them; empty where it does not (before 17.3). */
const activeResources = (): readonly string[] => process.getActiveResourcesInfo?.() ?? [];

/** Our own: the way to the probe thread. It is listed although it keeps nothing alive. */
const own = 'MessagePort';

export const countResources = (): Record<string, number> => {
  // A type may have any name, also one of an object's own.
  const counts: Record<string, number> = Object.create(null) as Record<string, number>;
  for (const type of activeResources()) counts[type] = (counts[type] ?? 0) + 1;
  const others = (counts[own] ?? 0) - 1;
  if (others > 0) counts[own] = others;
  else delete counts[own];
  return counts;
};
