/** What keeps this thread's loop alive, by type. */

/** Names of libuv handles and requests, as Node lists them; empty where it does not (before 17.3). */
const activeResources = (): readonly string[] => process.getActiveResourcesInfo?.() ?? [];

export const countResources = (): Record<string, number> => {
  // A type may have any name, also one of an object's own.
  const counts: Record<string, number> = Object.create(null) as Record<string, number>;
  for (const type of activeResources()) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
};
