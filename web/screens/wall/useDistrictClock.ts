import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { districtNow } from '../../state/clock.ts';

/** How often it is looked whether another minute has begun. */
const LOOK_MS = 1_000;

/** Day and time of the district as they are written; a device whose clock jumps is put right by the next answer. */
export function useDistrictClock(zone: string): { day: string; time: string } {
  const { i18n } = useTranslation();
  const lang = i18n.language;
  const [minute, setMinute] = useState(() => Math.floor(districtNow() / 60_000));
  useEffect(() => {
    const timer = setInterval(() => setMinute(Math.floor(districtNow() / 60_000)), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  const at = new Date(minute * 60_000);
  const write = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(lang, { timeZone: zone, ...options }).format(at);
  return {
    day: `${write({ month: lang === 'en' ? 'short' : 'long', day: 'numeric' })} ${write({ weekday: 'short' })}`,
    time: write({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
  };
}
