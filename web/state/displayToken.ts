/**
 * The token of a display, from the address it was opened with (`/wall#token=`). Behind the hash no server and
 * no log sees it; it is read once, when the page begins.
 */
const token = new URLSearchParams(location.hash.slice(1)).get('token');

/** The token this page was opened with; null for a page of a person. */
export const displayToken: string | null = location.pathname.startsWith('/wall') ? token : null;
