import { randomUUID } from 'node:crypto';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testAccessApp } from '#api/accessFixture.ts';
import type { UserInput } from '#api/contract/access.ts';

const PASSWORD = 'salt-marsh-heron-17';

describe('signing in', () => {
  let app: Awaited<ReturnType<typeof testAccessApp>>;
  beforeAll(async () => {
    app = await testAccessApp();
  });
  afterAll(() => app.close());

  const tryWith = (name: string, password: string, code?: string) =>
    app.post('/api/session', code === undefined ? { name, password } : { name, password, code });

  test('nobody sees anything', async () => {
    for (const path of [
      '/api/session',
      '/api/areas',
      '/api/coverage/gaps?duty=x&area=y',
      '/tiles/tiles.json',
    ]) {
      const response = await app.get(path);
      expect(response.status, path).toBe(401);
      expect(await response.json()).toMatchObject({ type: 'urn:guatu:signInNeeded' });
    }
  });

  test('a name and a password open a session, out of reach of scripts', async () => {
    const user = await app.account({ roles: ['leader'], areas: ['D'] });
    const response = await tryWith(user.name, user.password);
    expect(response.status).toBe(200);
    const cookie = response.headers.get('Set-Cookie')!;
    expect(cookie).toMatch(/^guatu=[\w-]{43}; /);
    for (const part of ['HttpOnly', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(part);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    const body = await response.json();
    expect(body).toMatchObject({ user: { name: user.name, roles: ['leader'], passwordDue: null } });
    expect(body.scope.map(({ code }: { code: string }) => code)).toEqual(['D']);
    expect(JSON.stringify(body)).not.toContain('argon2');
  });

  test('a wrong name, a wrong password and a locked account are told apart by nobody', async () => {
    const user = await app.account({ roles: ['viewer'], areas: ['D'] });
    const off = await app.account({ roles: ['viewer'], areas: ['D'], active: false });
    const answers = [
      await tryWith('nobody', PASSWORD),
      await tryWith(user.name, 'not the password'),
      await tryWith(off.name, off.password),
    ];
    for (const answer of answers) expect(answer.status).toBe(401);
    const bodies = await Promise.all(answers.map((answer) => answer.json()));
    expect(new Set(bodies.map(({ detail }) => detail)).size).toBe(1);
    expect(bodies[0].type).toBe('urn:guatu:wrongSignIn');
  });

  test('after five wrong passwords the right one is refused for fifteen minutes', async () => {
    const user = await app.account({ roles: ['viewer'], areas: ['D'] });
    for (let i = 0; i < 5; i++) expect((await tryWith(user.name, `wrong ${i}`)).status).toBe(401);
    expect((await tryWith(user.name, user.password)).status).toBe(401);
    app.clock.now += 14 * 60_000;
    expect((await tryWith(user.name, user.password)).status).toBe(401);
    app.clock.now += 2 * 60_000;
    expect((await tryWith(user.name, user.password)).status).toBe(200);
  });

  test('tries of one name are paced', async () => {
    const name = `paced-${randomUUID().slice(0, 8)}`;
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++) statuses.push((await tryWith(name, PASSWORD)).status);
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(401));
    expect(statuses.slice(10)).toEqual([429, 429]);
  });

  test('a session from before signing in counts no longer, and none can be planted', async () => {
    const first = await app.account({ roles: ['viewer'], areas: ['D'] });
    const second = await app.account({ roles: ['leader'], areas: ['D'] });
    const planted = await app.signIn(first);
    const response = await app.request('/api/session', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Cookie: planted },
      body: JSON.stringify({ name: second.name, password: second.password }),
    });
    const given = response.headers.get('Set-Cookie')!.split(';')[0]!;
    expect(given).not.toBe(planted);
    expect((await app.get('/api/session', planted)).status).toBe(401);
    expect((await app.get('/api/session', given)).status).toBe(200);
    expect((await app.get('/api/session', 'guatu=chosen-by-somebody')).status).toBe(401);
  });

  test('a session ends with its owner’s word, when idle, and after its hours', async () => {
    const user = await app.account({ roles: ['viewer'], areas: ['D'] });
    const out = await app.signIn(user);
    const left = await app.request('/api/session', { method: 'DELETE', headers: { Cookie: out } });
    expect(left.status).toBe(204);
    expect(left.headers.get('Clear-Site-Data')).toBe('"cache", "cookies", "storage"');
    expect((await app.get('/api/session', out)).status).toBe(401);
    const idle = await app.signIn(user);
    app.clock.now += 61 * 60_000;
    expect((await app.get('/api/session', idle)).status).toBe(401);
    const busy = await app.signIn(user);
    for (let hour = 0; hour < 23; hour++) {
      app.clock.now += 30 * 60_000;
      expect((await app.get('/api/session', busy)).status).toBe(200);
    }
    app.clock.now += 31 * 60_000;
    expect((await app.get('/api/session', busy)).status).toBe(401);
  });

  test('another site cannot make a browser change anything', async () => {
    const user = await app.account({ roles: ['leader'], areas: ['D'] });
    const cookie = await app.signIn(user);
    const end = (headers: Record<string, string>) =>
      app.request('/api/session', { method: 'DELETE', headers: { Cookie: cookie, ...headers } });
    for (const headers of [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
    ])
      expect((await end(headers as Record<string, string>)).status, JSON.stringify(headers)).toBe(403);
    expect((await end({ 'Sec-Fetch-Site': 'same-origin' })).status).toBe(204);
  });

  describe('the second factor', () => {
    const codeAt = (secret: string, ms: number) => new TOTP({ secret }).generate({ timestamp: ms });

    test('counts once a code was sent back, within a step of the clock, and once only', async () => {
      const user = await app.account({ roles: ['leader'], areas: ['D'] });
      const cookie = await app.signIn(user);
      const { secret, uri } = await (await app.post('/api/account/second-factor', {}, cookie)).json();
      expect(uri).toMatch(/^otpauth:\/\/totp\/Guatu/);
      // not yet
      expect((await tryWith(user.name, user.password)).status).toBe(200);
      const wrong = await app.put('/api/account/second-factor', { code: '000000' }, cookie);
      expect(wrong.status).toBe(422);
      const confirm = await app.put(
        '/api/account/second-factor',
        { code: codeAt(secret, app.clock.now) },
        cookie,
      );
      expect(confirm.status).toBe(204);
      const without = await tryWith(user.name, user.password);
      expect(without.status).toBe(401);
      expect(await without.json()).toMatchObject({ type: 'urn:guatu:secondFactorNeeded' });
      // the code that confirmed it is used up
      expect((await tryWith(user.name, user.password, codeAt(secret, app.clock.now))).status).toBe(401);
      app.clock.now += 60_000;
      const code = codeAt(secret, app.clock.now);
      expect((await tryWith(user.name, user.password, code)).status).toBe(200);
      expect((await tryWith(user.name, user.password, code)).status).toBe(401);
      app.clock.now += 120_000;
      const skews: [number, number][] = [
        [-61_000, 401],
        [61_000, 401],
        [-30_000, 200],
        [30_000, 200],
      ];
      for (const [skew, status] of skews)
        expect(
          (await tryWith(user.name, user.password, codeAt(secret, app.clock.now + skew))).status,
          `${skew}`,
        ).toBe(status);
    });

    test('is not asked for without the password, so that it tells nothing', async () => {
      const user = await app.account({ roles: ['leader'], areas: ['D'] });
      const cookie = await app.signIn(user);
      const { secret } = await (await app.post('/api/account/second-factor', {}, cookie)).json();
      await app.put('/api/account/second-factor', { code: codeAt(secret, app.clock.now) }, cookie);
      expect(await (await tryWith(user.name, 'wrong')).json()).toMatchObject({
        type: 'urn:guatu:wrongSignIn',
      });
    });
  });

  describe('passwords', () => {
    test('one that was given has to be changed before anything else', async () => {
      const admin = await app.signIn(await app.account({ roles: ['administrator'], areas: ['*'] }));
      const input: UserInput = {
        name: `new-${randomUUID().slice(0, 8)}`,
        displayName: '新人',
        roles: ['viewer'],
        officer: null,
        scope: { areas: ['D'], organisations: [] },
        external: null,
        active: true,
      };
      const made = await app.post('/api/users', input, admin);
      expect(made.status).toBe(201);
      const { oneTimePassword } = await made.json();
      const cookie = await app.signIn({ name: input.name, password: oneTimePassword });
      const refused = await app.get('/api/areas', cookie);
      expect(refused.status).toBe(403);
      expect(await refused.json()).toMatchObject({ type: 'urn:guatu:passwordDue' });
      const change = (current: string, next: string) =>
        app.post('/api/account/password', { current, next }, cookie);
      const faults = async (current: string, next: string) =>
        (await (await change(current, next)).json()).errors;
      expect(await faults('wrong', PASSWORD)).toMatchObject([{ path: 'current' }]);
      expect(await faults(oneTimePassword, 'short')).toMatchObject([{ path: 'next', code: 'tooShort' }]);
      expect(await faults(oneTimePassword, 'password123456')).toMatchObject([{ code: 'breached' }]);
      expect(await faults(oneTimePassword, oneTimePassword)).toMatchObject([{ code: 'same' }]);
      expect((await change(oneTimePassword, PASSWORD)).status).toBe(204);
      expect((await app.get('/api/areas', cookie)).status).toBe(200);
      expect((await tryWith(input.name, oneTimePassword)).status).toBe(401);
    });

    test('where they age, an old one has to be changed before anything else', async () => {
      const aging = await testAccessApp({ passwordDays: 90 });
      const user = await aging.account({ roles: ['viewer'], areas: ['D'] });
      aging.clock.now += 90 * 86_400_000;
      expect((await aging.get('/api/areas', await aging.signIn(user))).status).toBe(200);
      aging.clock.now += 1;
      const cookie = await aging.signIn(user);
      expect((await aging.get('/api/areas', cookie)).status).toBe(403);
      expect((await (await aging.get('/api/session', cookie)).json()).user.passwordDue).toBe('expired');
      const next = 'salt-marsh-curlew-19';
      await aging.post('/api/account/password', { current: user.password, next }, cookie);
      expect((await aging.get('/api/areas', cookie)).status).toBe(200);
      await aging.close();
    });

    test('changing it ends all other sessions', async () => {
      const user = await app.account({ roles: ['viewer'], areas: ['D'] });
      const [here, there] = [await app.signIn(user), await app.signIn(user)];
      const next = 'other-salt-marsh-18';
      const changed = await app.post('/api/account/password', { current: user.password, next }, here);
      expect(changed.status).toBe(204);
      expect((await app.get('/api/session', there)).status).toBe(401);
      expect((await app.get('/api/session', here)).status).toBe(200);
    });
  });
});
