import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testAccessApp } from '#api/accessFixture.ts';
import type { AuditAnswer, DisplayTokenMade, UserMade } from '#api/contract/access.ts';
import { AuditTrail } from '#api/services/access/audit.ts';
import { Vault } from '#api/services/access/vault.ts';
import { openAccessStore } from '#api/store/sqlite/access.ts';

let app: Awaited<ReturnType<typeof testAccessApp>>;
/** Cookies of an administrator of everything, and of one of the first town. */
let whole: string;
let town: string;

beforeAll(async () => {
  app = await testAccessApp();
  whole = await app.signIn(await app.account({ roles: ['administrator'], areas: ['*'] }));
  town = await app.signIn(await app.account({ roles: ['administrator'], areas: ['T1'] }));
});
afterAll(() => app.close());

const draft = (name: string, areas: string[], more: object = {}) => ({
  ...{ name, displayName: '某某', roles: ['viewer'], officer: null, external: null, active: true },
  ...{ scope: { areas, organisations: [] }, ...more },
});
const make = async (name: string, areas: string[], cookie = whole): Promise<UserMade['user']> => {
  const response = await app.post('/api/users', draft(name, areas), cookie);
  if (response.status !== 201) throw new Error(await response.text());
  return ((await response.json()) as UserMade).user;
};
const statusOf = async (response: Promise<Response>) => (await response).status;

describe('administrators', () => {
  test('make accounts whose names are theirs alone', async () => {
    await make('twin', ['T1']);
    expect(await statusOf(app.post('/api/users', draft('twin', ['T1']), whole))).toBe(409);
    const listed = await (await app.get('/api/users?q=tw', whole)).json();
    expect(listed.items).toMatchObject([{ name: 'twin', scope: { areas: ['T1'] }, sessions: 0 }]);
    expect(JSON.stringify(listed)).not.toMatch(/argon2|password/i);
  });

  test('refuse what is no account, with its place', async () => {
    for (const [body, path] of [
      [draft('Capital', ['T1']), 'name'],
      [draft('x', ['T1']), 'name'],
      [draft('fine', ['T9']), 'scope.areas[0]'],
      [draft('fine', ['T1'], { roles: [] }), 'roles'],
      [draft('fine', ['T1'], { roles: ['king'] }), 'roles.0'],
      [draft('fine', ['T1'], { permissions: ['sign'] }), 'permissions'],
    ] as const) {
      const response = await app.post('/api/users', body, whole);
      expect(response.status, path).toBe(422);
      expect((await response.json()).errors[0].path).toBe(path);
    }
  });

  test('give nobody more of the map than they have, and reach no account beyond it', async () => {
    for (const areas of [['T2'], ['D'], ['*'], ['T1', 'T2']])
      expect(await statusOf(app.post('/api/users', draft('beyond', areas), town))).toBe(403);
    const mine = await make('mine', ['C1'], town);
    const other = await make('other', ['T2']);
    for (const areas of [['T2'], ['*']])
      expect(await statusOf(app.put(`/api/users/${mine.id}`, draft('mine', areas), town))).toBe(403);
    expect(await statusOf(app.put(`/api/users/${other.id}`, draft('other', ['T1']), town))).toBe(403);
    expect(await statusOf(app.post(`/api/users/${other.id}/reset`, { what: 'password' }, town))).toBe(403);
    expect(await statusOf(app.get(`/api/users/${other.id}/sessions`, town))).toBe(403);
    const names = (await (await app.get('/api/users', town)).json()).items.map(
      (item: { name: string }) => item.name,
    );
    expect(names).toContain('mine');
    expect(names).not.toContain('other');
  });

  test('cannot take their own administration away', async () => {
    const user = await app.account({ roles: ['administrator'], areas: ['*'] });
    const cookie = await app.signIn(user);
    expect(await statusOf(app.put(`/api/users/${user.id}`, draft(user.name, ['*']), cookie))).toBe(409);
  });

  test('deactivate an account: its sessions end at once, and a change of roles counts at once', async () => {
    const user = await app.account({ roles: ['planner'], areas: ['T1'] });
    const cookie = await app.signIn(user);
    expect(await statusOf(app.post('/api/reports', {}, cookie))).toBe(422);
    await app.put(`/api/users/${user.id}`, draft(user.name, ['T1']), whole);
    expect(await statusOf(app.post('/api/reports', {}, cookie))).toBe(403);
    await app.put(`/api/users/${user.id}`, draft(user.name, ['T1'], { active: false }), whole);
    expect(await statusOf(app.get('/api/session', cookie))).toBe(401);
  });

  test('reset a password, which counts once and ends every session', async () => {
    const user = await app.account({ roles: ['viewer'], areas: ['T1'] });
    const cookie = await app.signIn(user);
    const response = await app.post(`/api/users/${user.id}/reset`, { what: 'password' }, whole);
    const { oneTimePassword } = await response.json();
    expect(await statusOf(app.get('/api/session', cookie))).toBe(401);
    expect(await statusOf(app.post('/api/session', user))).toBe(422);
    expect(await statusOf(app.post('/api/session', { name: user.name, password: user.password }))).toBe(401);
    const again = await app.signIn({ name: user.name, password: oneTimePassword });
    expect((await (await app.get('/api/session', again)).json()).user.passwordDue).toBe('oneTime');
  });

  test('see sessions and end one', async () => {
    const user = await app.account({ roles: ['viewer'], areas: ['T1'] });
    const [first, second] = [await app.signIn(user), await app.signIn(user)];
    const { items } = await (await app.get(`/api/users/${user.id}/sessions`, whole)).json();
    expect(items).toHaveLength(2);
    const own = await (await app.get('/api/account', first)).json();
    const mine = own.sessions.find((session: { current: boolean }) => session.current);
    const ended = await app.request(`/api/users/${user.id}/sessions/${mine.id}`, {
      method: 'DELETE',
      headers: { Cookie: whole },
    });
    expect(ended.status).toBe(204);
    expect(await statusOf(app.get('/api/session', first))).toBe(401);
    expect(await statusOf(app.get('/api/session', second))).toBe(200);
  });
});

describe('a display', () => {
  const open = async (token: string) => {
    const response = await app.post('/api/session/display', { token });
    if (response.status !== 200) throw new Error(`${response.status}`);
    return response.headers.get('Set-Cookie')!.split(';')[0]!;
  };
  const token = async (areas: string[]) =>
    (await (
      await app.post('/api/display-tokens', { name: '大厅', areas }, whole)
    ).json()) as DisplayTokenMade;

  test('sees figures of its areas and nobody’s row', async () => {
    const cookie = await open((await token(['T1'])).token);
    const session = await (await app.get('/api/session', cookie)).json();
    expect(session.user).toMatchObject({ kind: 'display', permissions: ['read'] });
    expect(await statusOf(app.get('/api/areas/C1', cookie))).toBe(200);
    expect(await statusOf(app.get('/api/areas/C2', cookie))).toBe(404);
    for (const path of ['/api/subjects', '/api/coverage/gaps?duty=x&area=T1', '/api/account', '/api/audit'])
      expect([path, await statusOf(app.get(path, cookie))]).toEqual([path, 403]);
  });

  test('is one: where it is opened anew it ends where it was', async () => {
    const made = await token(['T1']);
    const first = await open(made.token);
    const second = await open(made.token);
    expect(await statusOf(app.get('/api/session', first))).toBe(401);
    expect(await statusOf(app.get('/api/session', second))).toBe(200);
  });

  test('stands for weeks, and ends when its token is revoked', async () => {
    const made = await token(['T1']);
    const cookie = await open(made.token);
    app.clock.now += 40 * 86_400_000;
    expect(await statusOf(app.get('/api/session', cookie))).toBe(200);
    whole = await app.signIn(await app.account({ roles: ['administrator'], areas: ['*'] }));
    const revoke = () =>
      app.request(`/api/display-tokens/${made.item.id}`, { method: 'DELETE', headers: { Cookie: whole } });
    expect((await revoke()).status).toBe(204);
    expect(await statusOf(app.get('/api/session', cookie))).toBe(401);
    await expect(open(made.token)).rejects.toThrow('401');
    const listed = await (await app.get('/api/display-tokens', whole)).json();
    expect(JSON.stringify(listed)).not.toContain(made.token);
    expect(listed.items.find((item: { id: string }) => item.id === made.item.id).revokedAt).not.toBeNull();
  });
});

describe('a stream of events', () => {
  test('ends within moments of its session', async () => {
    const user = await app.account({ roles: ['planner'], areas: ['T1'] });
    const cookie = await app.signIn(user);
    const { promise, resolve } = Promise.withResolvers<null>();
    const job = app.services.jobs.start('division', () => promise);
    const principal = app.access.identify(cookie.split('=')[1]!)!;
    app.access.claim(job.id, principal);
    const response = await app.get(`/api/jobs/${job.id}/events`, cookie);
    const reader = response.body!.getReader();
    expect((await reader.read()).done).toBe(false);
    await app.request('/api/session', { method: 'DELETE', headers: { Cookie: cookie } });
    for (;;) if ((await reader.read()).done) break;
    expect(app.services.jobs.get(job.id).state).toBe('running');
    resolve(null);
  });
});

describe('the audit trail', () => {
  test('has who did what, from where, and what was refused', async () => {
    const user = await app.account({ roles: ['viewer'], areas: ['T1'] });
    const cookie = await app.signIn(user);
    await app.post('/api/session', { name: user.name, password: 'wrong' });
    await app.post('/api/session', { name: 'my-secret-typed-as-a-name', password: 'wrong' });
    await app.put('/api/programmes/p', {}, cookie);
    const { items } = (await (await app.get(`/api/audit?actor=${user.name}`, whole)).json()) as AuditAnswer;
    expect(items.map(({ action, outcome }) => [action, outcome])).toEqual([
      ['PUT /api/programmes/{id}', 'notAllowed'],
      ['signIn', 'wrongSignIn'],
      ['signIn', 'done'],
    ]);
    const all = await (await app.get('/api/audit?limit=1000', whole)).text();
    expect(all).not.toContain('my-secret-typed-as-a-name');
    const page = (await (await app.get('/api/audit?limit=2', whole)).json()) as AuditAnswer;
    const next = (await (
      await app.get(`/api/audit?limit=2&cursor=${page.nextCursor}`, whole)
    ).json()) as AuditAnswer;
    expect(next.items[0]!.seq).toBe(page.items[1]!.seq - 1);
  });

  test('is written out as CSV, and that is on it too', async () => {
    const response = await app.get('/api/audit/file?action=signIn', whole);
    expect(response.headers.get('Content-Type')).toBe('text/csv; charset=utf-8');
    // text() takes the mark of UTF-8 away that Excel needs
    const text = await response.text();
    expect(text.split('\r\n')[0]).toBe('seq,at,actor,action,target,outcome,address,detail');
    expect(text).toContain(',signIn,');
    const { items } = (await (await app.get('/api/audit?action=audit.export', whole)).json()) as AuditAnswer;
    expect(items).toHaveLength(1);
  });

  test('shows any edit, removal or insertion, and a tail that was cut off', async () => {
    const holds = async () => (await (await app.get('/api/audit/verification', whole)).json()).brokenAt;
    expect(await holds()).toBeNull();
    const file = join(app.ledger.dir, 'accounts.sqlite');
    const vault = Vault.open(join(app.ledger.dir, 'accounts.key'));
    const db = new Database(file);
    const { head } = await (await app.get('/api/audit/verification', whole)).json();
    const trail = () => {
      const store = openAccessStore(file);
      const audit = new AuditTrail(store, vault, Date.now);
      const found = { ...audit.verify(), headHolds: audit.holds(head) };
      store.close();
      return found;
    };
    const columns = {
      at: 1,
      actor: "'x'",
      action: "'x'",
      target: "'x'",
      outcome: "'x'",
      address: "'x'",
      detail: "'{}x'",
    };
    for (const [column, value] of Object.entries(columns)) {
      db.exec(`BEGIN; CREATE TEMP TABLE kept AS SELECT * FROM audit WHERE seq = 3; COMMIT`);
      db.exec(`UPDATE audit SET ${column} = ${value} WHERE seq = 3`);
      expect([column, trail().brokenAt]).toEqual([column, 3]);
      db.exec(`DELETE FROM audit WHERE seq = 3; INSERT INTO audit SELECT * FROM kept; DROP TABLE kept`);
      expect(trail().brokenAt).toBeNull();
    }
    db.exec('CREATE TEMP TABLE kept AS SELECT * FROM audit WHERE seq = 4; DELETE FROM audit WHERE seq = 4');
    expect(trail().brokenAt).toBe(4);
    db.exec('INSERT INTO audit SELECT * FROM kept');
    const last = Number(head.split(':')[0]);
    db.exec(
      `CREATE TEMP TABLE tail AS SELECT * FROM audit WHERE seq >= ${last}; DELETE FROM audit WHERE seq >= ${last}`,
    );
    expect(trail()).toMatchObject({ brokenAt: null, headHolds: false });
    db.exec('INSERT INTO audit SELECT * FROM tail');
    expect(trail()).toMatchObject({ brokenAt: null, headHolds: true });
    db.close();
  });
});
