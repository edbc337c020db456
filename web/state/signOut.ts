import { ApiError } from '../api.ts';
import { access } from '../apiAccess.ts';
import { forgetKept } from '../kept.ts';
import { forgetDisplay } from './displayToken.ts';
import { left } from './gate.ts';
import { openOutbox } from './outbox.ts';
import { DATABASE } from './outboxStore.ts';

/** How many records on this device the server does not have yet. */
export const unsent = (): Promise<number> => openOutbox().count();

/**
 * Ends the session, forgets on this device what it left (unsent records, kept answers), and opens the page
 * anew: nothing is left in its memory either.
 *
 * @throws when the server cannot be told; then nothing was forgotten, since the session still stands
 */
export async function signOut(): Promise<void> {
  await access.signOut().catch((error: unknown) => {
    // Whoever is not signed in any more need not sign out.
    if (!(error instanceof ApiError && error.status === 401)) throw error;
  });
  // At the server's word the browser may have cleared all of it itself, and shut the database over it.
  await openOutbox()
    .wipe()
    .catch(() => void indexedDB.deleteDatabase(DATABASE));
  await forgetKept();
  forgetDisplay();
  left();
  location.reload();
}
