const HINT = 'guatu.signedIn';

/**
 * Whether this device was signed in when it was last used. Then the screen asks for all it shows at once;
 * otherwise it asks who is there first, and nothing that would only be refused. Not who: nothing personal.
 */
export function wasSignedIn(): boolean {
  try {
    return localStorage.getItem(HINT) === '1';
  } catch {
    return false;
  }
}

export function rememberSignedIn(on: boolean): void {
  try {
    if (on) localStorage.setItem(HINT, '1');
    else localStorage.removeItem(HINT);
  } catch {
    // Without a store the screen is asked for one step later.
  }
}
