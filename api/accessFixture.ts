import { randomUUID } from 'node:crypto';
import { createApp, createServices, openAccess } from '#api/app.ts';
import { openTestLedger, putTestTree, testParts } from '#api/testing.ts';
import type { Role } from '#geodata/presets/roles.ts';

/** Signs in as somebody: the value of a `Cookie` header. */
export interface Credentials {
  name: string;
  password: string;
}

/** The interface with its real gate over a small tree, and accounts as tests want them. */
export async function testAccessApp({ passwordDays = 0 }: { passwordDays?: number } = {}) {
  const ledger = await openTestLedger('2026-11-20T14:32:00+08:00');
  await putTestTree(ledger, [
    { code: 'D', level: 'district', parentCode: null },
    { code: 'T1', level: 'town', parentCode: 'D' },
    { code: 'T2', level: 'town', parentCode: 'D' },
    { code: 'C1', level: 'community', parentCode: 'T1' },
    { code: 'C2', level: 'community', parentCode: 'T2' },
    { code: 'G1', level: 'grid', parentCode: 'C1' },
    { code: 'G2', level: 'grid', parentCode: 'C2' },
  ]);
  const access = openAccess(ledger.dir, () => ledger.clock.now, { rules: { passwordDays } });
  const { identify: _, ...parts } = { ...testParts(ledger), access, log: () => {} };
  const services = createServices(parts);
  const app = createApp(parts, services);
  const request = async (path: string, init: RequestInit = {}) =>
    app.request(`http://localhost${path}`, init);
  const send =
    (method: string) =>
    (path: string, body: unknown, cookie = '') =>
      request(path, {
        method,
        headers: { 'Content-Type': 'application/json', Cookie: cookie },
        body: JSON.stringify(body),
      });
  const post = send('POST');
  return {
    ledger,
    clock: ledger.clock,
    services,
    access: parts.access,
    request,
    get: (path: string, cookie = '') => request(path, { headers: { Cookie: cookie } }),
    post,
    put: send('PUT'),
    /** An account that has its own password already. */
    async account(draft: {
      roles: Role[];
      areas: string[];
      organisations?: string[];
      officer?: string;
      active?: boolean;
    }): Promise<Credentials & { id: string }> {
      const name = `user-${randomUUID().slice(0, 12)}`;
      const { organisations = [], officer = null, active = true, ...rest } = draft;
      const { accounts } = parts.access;
      const made = await accounts.create({
        ...{ ...rest, organisations, officer, active },
        ...{ name, displayName: `人 ${name}`, external: null },
      });
      const password = `heron-${randomUUID()}`;
      await accounts.changePassword(made.account.id, '', made.oneTimePassword, password);
      return { id: made.account.id, name, password };
    },
    async signIn({ name, password }: Credentials): Promise<string> {
      const response = await post('/api/session', { name, password });
      if (response.status !== 200) throw new Error(`${name}: ${response.status} ${await response.text()}`);
      return response.headers.get('Set-Cookie')!.split(';')[0]!;
    },
    close: async () => {
      await services.jobs.close();
      await ledger.close();
      parts.access.close();
    },
  };
}
