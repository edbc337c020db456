import { startTransition, useEffect, useState } from 'react';
import { firstPaint } from './afterPaint.ts';

let painted = false;
void firstPaint.then(() => {
  painted = true;
});

/** Whether the page's first picture is there: what lies below it need not be made for it. */
export function useFirstPaint(): boolean {
  const [now, setNow] = useState(painted);
  useEffect(() => {
    if (!painted) void firstPaint.then(() => startTransition(() => setNow(true)));
  }, []);
  return now;
}
