/**
 * The issue that one merged into `into` would live on in: `into` itself, or the one that it was merged into, and so
 * on. Null when that leads back to `id`, so that the merging has to be refused.
 *
 * @param parentOf what an issue was merged into, null where it was not
 */
export function mergeTarget(
  id: string,
  into: string,
  parentOf: (id: string) => string | null,
): string | null {
  const seen = new Set([id]);
  let target = into;
  while (!seen.has(target)) {
    seen.add(target);
    const parent = parentOf(target);
    if (parent === null) return target;
    target = parent;
  }
  return null;
}
