import type { Progress } from '#api/services/jobs.ts';

/** Two lines are at least so many hundredths apart. */
const STEP = 5;

/** Progress as plain lines: one for every five hundredths, and one for everything that needs more than a line. */
export function progressLines(print: (line: string) => void): Progress {
  let told = Number.NEGATIVE_INFINITY;
  return (share, doing) => {
    const percent = Math.floor(share * 100);
    if (percent < told + STEP && !doing.includes('\n')) return;
    told = Math.max(told, percent - (percent % STEP));
    print(`demonstration ${String(percent).padStart(3)} %  ${doing}`);
  };
}
