/** What is worked out from something that never changes, once for all who ask, and forgotten with it. */
export function kept<Of extends object, Found>(workOut: (of: Of) => Found): (of: Of) => Found {
  const known = new WeakMap<Of, { readonly found: Found }>();
  return of => {
    const before = known.get(of);
    if (before) return before.found;
    const found = workOut(of);
    known.set(of, { found });
    return found;
  };
}
