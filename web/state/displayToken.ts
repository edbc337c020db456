/** Where a display keeps its token, so that it opens by itself when it is started anew. */
const KEPT = 'guatu.displayToken';
/** Database with the last good answers of a display. */
export const DISPLAY_DATABASE = 'guatu-display';

export interface DisplayToken {
  token: string;
  /** Whether it came with the address, and not from before: whatever was opened here is another display's. */
  isNew: boolean;
}

function kept(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

/**
 * The token of a display: from the address it was opened with (`/wall#token=`), else the one kept from before.
 * Behind the hash no server and no log sees it; it is taken out of the address at once, where whoever stands before
 * the display could read it.
 */
function read(): DisplayToken | null {
  const before = kept();
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return before === null ? null : { token: before, isNew: false };
  try {
    localStorage.setItem(KEPT, token);
    history.replaceState(history.state, '', `${location.pathname}${location.search}`);
  } catch {
    // Without a store the address is all that a restart has.
  }
  return { token, isNew: token !== before };
}

/** Whether this page is the preview of a display in the screen that sets it up. */
export const isPreview: boolean = window.parent !== window;

/** The token this page opens with; null for a page of a person. */
export const displayToken: DisplayToken | null =
  location.pathname.startsWith('/wall') && !isPreview ? read() : null;

/** This device is no display any more: neither token nor figures are left on it. */
export function forgetDisplay(): void {
  try {
    localStorage.removeItem(KEPT);
    indexedDB.deleteDatabase(DISPLAY_DATABASE);
  } catch {
    // nothing was kept
  }
}
