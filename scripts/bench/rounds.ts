/** Rounds of a ratio, as quality.md asks. */
export const ROUNDS = 15;

/** CPU of the calling thread so far, in microseconds: what other threads and processes take does not count. */
export function threadCpu(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

/** CPU of this thread that `work` takes, in microseconds. */
export async function cpuOf(work: () => unknown): Promise<number> {
  const before = threadCpu();
  await work();
  return threadCpu() - before;
}

/** CPU that `work` takes on all threads of this process together, in milliseconds. */
export async function processCpuOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Time that passes while `work` runs, in milliseconds. */
export async function elapsedOf(work: () => unknown): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

/**
 * Measures two sides in turn, so that what else the machine does meets both. Who begins changes every round;
 * the first round of each warms up and is dropped.
 */
export async function interleave(
  rounds: number,
  a: (round: number) => Promise<number>,
  b: (round: number) => Promise<number>,
): Promise<[a: number[], b: number[]]> {
  const kept: [number[], number[]] = [[], []];
  for (let round = 0; round <= rounds; round++) {
    const order = round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const);
    for (const side of order) {
      const value = await [a, b][side]!(round);
      if (round > 0) kept[side].push(value);
    }
  }
  return kept;
}
