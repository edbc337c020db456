const REFUSED = 'signIn';

/** Whether the single sign-on has just sent somebody back unknown; told once, then it leaves the address. */
export function ssoWasRefused(): boolean {
  const url = new URL(location.href);
  if (url.searchParams.get(REFUSED) !== 'refused') return false;
  url.searchParams.delete(REFUSED);
  // Not at once: the first rendering may be done twice.
  setTimeout(() => history.replaceState(null, '', url), 0);
  return true;
}
