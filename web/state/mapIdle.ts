/** Maps on the screen, and whether each has drawn everything asked for. */
const maps = new Map<object, boolean>();

const tell = (idle: boolean): void => {
  document.documentElement.dataset.mapIdle = String(idle);
};

/** Tells the document, for those who look at it from outside, whether all maps have drawn everything asked for. */
export function markIdle(idle: boolean, map: object): void {
  maps.set(map, idle);
  tell([...maps.values()].every(Boolean));
}

/** A map is gone from the screen. */
export function forgetMap(map: object): void {
  maps.delete(map);
}

/** What was drawn is about to change. */
export function markBusy(): void {
  if (document.documentElement.dataset.mapIdle !== undefined) tell(false);
}
