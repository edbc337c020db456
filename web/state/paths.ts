/** Screens by the first part of their path; any other is the leader's. */
export const PATHS = { visit: '/visit', account: '/account', admin: '/admin', wall: '/wall' } as const;
export type Screen = keyof typeof PATHS | 'leader';

/** The screen that a path names. */
export function screenOf(path: string): Screen {
  const first = `/${path.split('/')[1] ?? ''}`;
  return (Object.keys(PATHS) as (keyof typeof PATHS)[]).find((each) => PATHS[each] === first) ?? 'leader';
}

/** Whether a screen shows the map. */
export const hasMap = (screen: Screen): boolean => screen === 'leader' || screen === 'wall';
