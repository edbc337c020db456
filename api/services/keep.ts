/**
 * What is kept under a key, made where it is not; the longest unused goes. A failure is not kept.
 *
 * @param most entries that are kept
 */
export function keep<T>(
  kept: Map<string, Promise<T>>,
  key: string,
  most: number,
  make: () => Promise<T>,
): Promise<T> {
  const made = kept.get(key) ?? make();
  kept.delete(key);
  kept.set(key, made);
  made.catch(() => {
    if (kept.get(key) === made) kept.delete(key);
  });
  const [oldest] = kept.keys();
  if (kept.size > most && oldest !== undefined) kept.delete(oldest);
  return made;
}
