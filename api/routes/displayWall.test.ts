import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testAccessApp } from '#api/accessFixture.ts';
import type { DisplayTokenMade } from '#api/contract/access.ts';
import type { Problem } from '#api/contract/common.ts';
import type { SessionAnswer } from '#api/contract/session.ts';
import type { WallConfig } from '#api/contract/wall.ts';

let app: Awaited<ReturnType<typeof testAccessApp>>;
let admin: string;
beforeAll(async () => {
  app = await testAccessApp();
  admin = await app.signIn(await app.account({ roles: ['administrator'], areas: ['*'] }));
});
afterAll(() => app.close());

const SCENES: WallConfig = {
  scenes: [
    { kind: 'overview', seconds: 20 },
    { kind: 'issues', area: 'C1', seconds: 600 },
  ],
  theme: 'light',
  title: '一号屏',
};

async function makeDisplay(areas: string[]): Promise<DisplayTokenMade> {
  const response = await app.post('/api/display-tokens', { name: '大厅', areas }, admin);
  expect(response.status).toBe(201);
  return (await response.json()) as DisplayTokenMade;
}

async function open({ token }: DisplayTokenMade): Promise<string> {
  const response = await app.post('/api/session/display', { token });
  expect(response.status).toBe(200);
  return response.headers.get('Set-Cookie')!.split(';')[0]!;
}

const sessionOf = async (cookie: string) =>
  (await (await app.get('/api/session', cookie)).json()) as SessionAnswer;

describe('what a display shows', () => {
  test('is told by its session as soon as it is set, and the usual again when it is taken back', async () => {
    const made = await makeDisplay(['T1']);
    const display = await open(made);
    expect(made.item.wall).toBeNull();
    expect((await sessionOf(display)).wall).toBeNull();
    const address = `/api/display-tokens/${made.item.id}/wall`;
    expect((await app.put(address, { wall: SCENES }, admin)).status).toBe(200);
    expect((await sessionOf(display)).wall).toEqual(SCENES);
    expect((await sessionOf(admin)).wall).toBeNull();
    expect((await app.put(address, { wall: null }, admin)).status).toBe(200);
    expect((await sessionOf(display)).wall).toBeNull();
  });

  test('can be set when the token is made, and every change stands in the audit', async () => {
    const response = await app.post(
      '/api/display-tokens',
      { name: '二号', areas: ['D'], wall: SCENES },
      admin,
    );
    const made = (await response.json()) as DisplayTokenMade;
    expect(made.item.wall).toEqual(SCENES);
    await app.put(`/api/display-tokens/${made.item.id}/wall`, { wall: null }, admin);
    const audit = await (await app.get(`/api/audit?target=${made.item.id}`, admin)).text();
    expect(audit).toContain('PUT /api/display-tokens/{id}/wall');
  });

  test.each([
    [
      'a scene about a duty that names none',
      { scenes: [{ kind: 'duty', seconds: 20 }] },
      'wall.scenes.0.duty',
    ],
    [
      'a duty on another scene',
      { scenes: [{ kind: 'issues', duty: 'd', seconds: 20 }] },
      'wall.scenes.0.duty',
    ],
    [
      'a duty that there is not',
      { scenes: [{ kind: 'duty', duty: 'd', seconds: 20 }] },
      'wall.scenes.0.duty',
    ],
    [
      'an area beyond the display',
      { scenes: [{ kind: 'issues', area: 'T2', seconds: 20 }] },
      'wall.scenes.0.area',
    ],
    [
      'an area above the display',
      { scenes: [{ kind: 'issues', area: 'D', seconds: 20 }] },
      'wall.scenes.0.area',
    ],
    [
      'an area that there is not',
      { scenes: [{ kind: 'issues', area: 'X', seconds: 20 }] },
      'wall.scenes.0.area',
    ],
    ['no scene', { scenes: [] }, 'wall.scenes'],
    ['a blink', { scenes: [{ kind: 'issues', seconds: 4 }] }, 'wall.scenes.0.seconds'],
    ['a scene that never ends', { scenes: [{ kind: 'issues', seconds: 601 }] }, 'wall.scenes.0.seconds'],
    ['an unknown theme', { ...SCENES, theme: 'neon' }, 'wall.theme'],
    ['an empty title', { ...SCENES, title: ' ' }, 'wall.title'],
    ['what is not known', { ...SCENES, music: true }, 'wall.music'],
  ])('%s is refused with its place, and changes nothing', async (_, wall, path) => {
    const made = await makeDisplay(['T1']);
    const address = `/api/display-tokens/${made.item.id}/wall`;
    await app.put(address, { wall: SCENES }, admin);
    const response = await app.put(address, { wall }, admin);
    expect(response.status).toBe(422);
    expect(((await response.json()) as Problem).errors.map((error) => error.path)).toContain(path);
    expect((await sessionOf(await open(made))).wall).toEqual(SCENES);
  });

  test('is for administrators who see the display, and not for one that is revoked', async () => {
    const made = await makeDisplay(['T1']);
    const address = `/api/display-tokens/${made.item.id}/wall`;
    const leader = await app.signIn(await app.account({ roles: ['leader'], areas: ['*'] }));
    const elsewhere = await app.signIn(await app.account({ roles: ['administrator'], areas: ['T2'] }));
    const put = async (cookie: string) => (await app.put(address, { wall: SCENES }, cookie)).status;
    expect(await put('')).toBe(401);
    expect(await put(await open(made))).toBe(403);
    expect(await put(leader)).toBe(403);
    expect(await put(elsewhere)).toBe(404);
    await app.request(`/api/display-tokens/${made.item.id}`, {
      method: 'DELETE',
      headers: { Cookie: admin },
    });
    expect(await put(admin)).toBe(409);
  });
});

describe('what a display may read', () => {
  test('no records one by one, and no figures of officers', async () => {
    const display = await open(await makeDisplay(['D']));
    const statusOf = async (path: string) => (await app.get(path, display)).status;
    expect(await statusOf('/api/periods/2026-10/changes?area=D&duty=d')).toBe(403);
    expect(await statusOf('/api/coverage?area=D&duty=d&by=officer')).toBe(403);
    expect(await statusOf('/api/areas/D/responsible')).toBe(403);
    expect(await statusOf('/api/issues/points?area=D')).toBe(403);
  });
});
