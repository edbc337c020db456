import { ApiError } from '../api.ts';
import { access } from '../apiAccess.ts';
import { forgetKept } from '../kept.ts';
import { left } from './gate.ts';
import { openOutbox } from './outbox.ts';

/** How many records on this device the server does not have yet. */
export const unsent = (): Promise<number> => openOutbox().count();

/**
 * Ends the session, then forgets on this device what it left: unsent records, kept answers.
 *
 * @throws when the server cannot be told; then nothing was forgotten, since the session still stands
 */
export async function signOut(): Promise<void> {
  await access.signOut().catch((error: unknown) => {
    // Whoever is not signed in any more need not sign out.
    if (!(error instanceof ApiError && error.status === 401)) throw error;
  });
  await openOutbox().wipe();
  await forgetKept();
  left();
}
