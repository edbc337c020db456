import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { inject } from 'vitest';
import { listen, type Running } from '#api/listen.ts';
import { openTestLedger, type TestLedger, testParts } from '#api/testing.ts';
import type { Role } from '#geodata/presets/roles.ts';
import { NOW, WEB_DIR } from './world.ts';

/** Who signs in, and with what. */
export interface Person {
  id: string;
  name: string;
  displayName: string;
  password: string;
}

/** What an account has beyond its role. */
interface Draft {
  areas?: string[];
  officer?: string | null;
  displayName?: string;
}

export type GuardedWorld = Awaited<ReturnType<typeof openGuardedWorld>>;

/** The built product over the demonstration district, its gate shut, and accounts as tests want them. */
export async function openGuardedWorld() {
  const ledger: TestLedger = await openTestLedger(NOW, 'Asia/Shanghai', inject('demoDir'));
  const { identify: _, ...parts } = testParts(ledger, WEB_DIR);
  const running: Running = await listen(parts, '127.0.0.1', 0);
  const { access } = parts;
  const newPerson = async (role: Role, draft: Draft = {}) => {
    const name = `${role}-${randomUUID().slice(0, 8)}`;
    const { areas = ['*'], officer = null, displayName = '欧阳静' } = draft;
    const made = await access.accounts.create({
      ...{ name, displayName, roles: [role], areas, officer },
      ...{ organisations: [], external: null, active: true },
    });
    return { id: made.account.id, name, displayName, password: made.oneTimePassword };
  };
  /** Who signs in too often is told to wait: one session each is enough. */
  const cookies = new Map<string, string>();
  const cookieOf = async ({ name, password }: Person): Promise<string> => {
    const signedIn = await fetch(`${running.url}/api/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ name, password }),
    });
    return signedIn.headers.get('Set-Cookie')?.split(';')[0] ?? '';
  };
  return {
    ledger,
    running,
    access,
    url: running.url,
    /** An account whose one-time password has not been changed yet. */
    newPerson,
    /** An account with a password of its own. */
    async person(role: Role, draft: Draft = {}): Promise<Person> {
      const fresh = await newPerson(role, draft);
      const password = `heron-${randomUUID()}`;
      await access.accounts.changePassword(fresh.id, '', fresh.password, password);
      return { ...fresh, password };
    },
    /** Reads something as somebody. */
    async read<T>(who: Person, path: string): Promise<T> {
      const ask = async () => {
        const Cookie = cookies.get(who.id) ?? (await cookieOf(who));
        cookies.set(who.id, Cookie);
        return fetch(`${running.url}${path}`, { headers: { Cookie } });
      };
      let response = await ask();
      // The session may be over: a password was changed, or it was signed out.
      if (response.status === 401) {
        cookies.delete(who.id);
        response = await ask();
      }
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
    close: async () => {
      await running.close();
      await ledger.close();
      access.close();
    },
  };
}

/** Fills in the sign-in page and waits until it is gone. */
export async function signIn(page: Page, { name, password }: Pick<Person, 'name' | 'password'>) {
  await typeSignIn(page, name, password);
  await page.getByTestId('sign-in').waitFor({ state: 'detached' });
}

/** Fills in the sign-in page and sends it. */
export async function typeSignIn(page: Page, name: string, password: string) {
  await page.getByTestId('sign-in-name').fill(name);
  await page.getByTestId('sign-in-password').fill(password);
  await page.getByTestId('sign-in-go').click();
}

/** Faults but one: that nobody is signed in is answered 401 to whoever asks who they are, and Chromium logs it. */
export const beyondSignIn = (faults: readonly string[]): string[] =>
  faults.filter(
    (each) => !/^401: .*\/api\/session$/.test(each) && !/^console: .* 401 .*\/api\/session$/.test(each),
  );
