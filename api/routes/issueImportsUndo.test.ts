import { randomUUID } from 'node:crypto';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askers } from '#api/askersFixture.ts';
import type { IssueImportAnswer, IssueImportsAnswer } from '#api/contract/issueImports.ts';
import type { IssueSummaryAnswer, IssuesAnswer } from '#api/contract/issueQuestions.ts';
import type { JobAnswer } from '#api/contract/jobs.ts';
import type { SessionAnswer } from '#api/contract/session.ts';
import { checkTable, confirmOf, confirmTable, problemOf } from '#api/issueImportFixture.ts';
import { type Principal, permissionsOf } from '#api/services/access/principal.ts';
import { DISTRICT, openTestInterface, squaresFile, type TestInterface, TOWN_1 } from '#api/squaresFixture.ts';
import { ANYBODY } from '#api/testing.ts';
import { derivedId } from '#geodata/import/issues/ids.ts';
import type { Role } from '#geodata/presets/roles.ts';

const DAY_MS = 86_400_000;
const mapping = (system: string) => ({
  system,
  reference: 'id',
  createdAt: 'at',
  closedAt: ['at'],
  title: ['id'],
  status: { column: 'status', states: { done: 'resolved', open: 'reported' } },
  category: { columns: ['status'], categories: { '*': 'key-problems' } },
  position: { x: 'x', y: 'y' },
});
const table = (rows: number) =>
  [
    'id,at,status,x,y',
    ...Array.from(
      { length: rows },
      (_, i) => `${i},2026-11-0${1 + (i % 9)},${i % 2 ? 'done' : 'open'},120.01,35.91`,
    ),
  ].join('\n');

let api: TestInterface;
const { identify, as } = askers();
beforeAll(async () => {
  api = await openTestInterface('2026-11-20T14:32:00+08:00', { identify });
  await api.importFile(squaresFile());
});
afterAll(() => api.ledger.close());

function account(role: Role, areas: string[], id: string): Principal {
  const permissions = permissionsOf([role]);
  const who = { ...ANYBODY.who, id, name: id, displayName: id, permissions: [...permissions] };
  return { ...ANYBODY, who, permissions, areas };
}
const undo = (id: string, headers: Record<string, string> = {}) =>
  api.request(`/api/imports/${id}/undo`, { method: 'POST', headers });
const listed = async () => (await api.read<IssuesAnswer>(`/api/issues?area=${DISTRICT}`)).matching;
const written = async (system: string, rows = 4) =>
  confirmTable(api, (await checkTable(api, table(rows), mapping(system))).id);
const reportedIn = async (asOf?: string) => {
  const at = asOf === undefined ? '' : `&asOf=${asOf}`;
  const { measures } = await api.read<IssueSummaryAnswer>(
    `/api/issues/summary?area=${DISTRICT}&period=2026-11${at}`,
  );
  return measures.reported;
};

test('an import is taken back: it counts no more, did on the days before, and can come again', async () => {
  const before = await listed();
  const { id } = await written('taken');
  expect(await listed()).toBe(before + 4);
  api.ledger.clock.now += DAY_MS;
  const reported = await reportedIn();
  const answer = (await (await undo(id)).json()) as IssueImportAnswer;
  expect(answer).toMatchObject({ status: 'undone', written: 4, undone: 4 });
  expect([await listed(), await reportedIn()]).toEqual([before, reported - 4]);
  expect(await reportedIn('2026-11-20')).toBe(reported);
  expect(await api.ledger.store.rebuildDifferences()).toEqual([]);
  // nothing answers to its ids, and the same again changes nothing
  expect((await api.get(`/api/issues/${derivedId('taken', '1')}`)).status).toBe(404);
  expect(await (await undo(id)).json()).toEqual(answer);
  const confirmed = await confirmOf(api, id);
  expect([confirmed.status, (await problemOf(confirmed)).errors]).toMatchObject([409, [{ code: 'undone' }]]);
  // the same rows are new ones
  const again = await checkTable(api, table(4), mapping('taken'));
  expect(again).toMatchObject({ create: 4, duplicate: 0 });
  await confirmTable(api, again.id);
  expect(await listed()).toBe(before + 4);
  expect(await api.ledger.store.rebuildDifferences()).toEqual([]);
});

test('an import whose issues were worked on since stays, and the refusal names them', async () => {
  const { id } = await written('worked');
  const issue = derivedId('worked', '0');
  const happened = await api.request(`/api/issues/${issue}/events`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ id: randomUUID(), type: 'accepted' }),
  });
  expect(happened.status).toBe(201);
  const before = await listed();
  const response = await undo(id);
  expect(response.status).toBe(409);
  expect((await problemOf(response)).errors).toMatchObject([
    { path: 'issues', code: 'workedOn' },
    { path: `issues.${issue}`, code: 'workedOn' },
  ]);
  expect(await api.read<IssueImportAnswer>(`/api/imports/${id}`)).toMatchObject({
    status: 'applied',
    undone: 0,
  });
  expect(await listed()).toBe(before);
  // nor is the rest kept from being worked on
  const other = await api.request(`/api/issues/${derivedId('worked', '2')}/events`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ id: randomUUID(), type: 'accepted' }),
  });
  expect(other.status).toBe(201);
});

test('one that was never written is not taken back', async () => {
  const { id } = await checkTable(api, table(2), mapping('checked'));
  const response = await undo(id);
  expect([response.status, (await problemOf(response)).errors]).toMatchObject([
    409,
    [{ code: 'notWritten' }],
  ]);
  expect((await undo(randomUUID())).status).toBe(404);
  expect((await api.request(`/api/imports/${id}/undo?x=1`, { method: 'POST' })).status).toBe(400);
});

test('of somebody else only who answers for the whole tree takes it back, and sees it listed', async () => {
  const own = account('planner', [TOWN_1], 'own');
  const other = account('planner', [TOWN_1], 'other');
  const viewer = account('viewer', ['*'], 'viewer');
  const { id } = await as(own, async () =>
    confirmTable(api, (await checkTable(api, table(2), mapping('owned'))).id),
  );
  const ids = async (who: Principal) =>
    as(who, async () =>
      (await api.read<IssueImportsAnswer>('/api/imports?limit=1000')).items.map((item) => item.id),
    );
  expect(await ids(own)).toEqual([id]);
  expect(await ids(other)).toEqual([]);
  expect(await ids(ANYBODY)).toContain(id);
  expect((await as(other, async () => undo(id))).status).toBe(404);
  expect((await as(viewer, async () => undo(id))).status).toBe(403);
  expect((await as(viewer, async () => api.get('/api/imports'))).status).toBe(403);
  expect((await undo(id)).status).toBe(200);
  const [item] = await as(own, async () => (await api.read<IssueImportsAnswer>('/api/imports')).items);
  expect(item).toMatchObject({ id, by: 'own', status: 'undone', undone: 2 });
  expect(item).not.toHaveProperty('problems');
});

test('imports are listed newest first, page by page', async () => {
  const all = (await api.read<IssueImportsAnswer>('/api/imports')).items.map(({ id }) => id);
  expect(all.length).toBeGreaterThan(3);
  const paged: string[] = [];
  let cursor: string | null = null;
  do {
    const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: IssueImportsAnswer = await api.read<IssueImportsAnswer>(`/api/imports?limit=2${more}`);
    paged.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(paged).toEqual(all);
});

test('after a week the values of rows go, that it took place stays; what was never confirmed goes', async () => {
  const bad = `${table(2)}\n9,never,open,120.01,35.91`;
  const applied = await checkTable(api, bad, mapping('kept'));
  await confirmTable(api, applied.id, 'refused');
  const open = await checkTable(api, bad, mapping('unconfirmed'));
  expect((await api.get(`/api/imports/${applied.id}/problems`)).status).toBe(200);
  const old = new Date(api.ledger.clock.now - 8 * DAY_MS);
  for (const { id } of [applied, open]) utimesSync(join(api.ledger.dir, 'imports', 'issues', id), old, old);
  await api.services.issueImports.resume();
  const { problems, ...kept } = await api.read<IssueImportAnswer>(`/api/imports/${applied.id}`);
  expect(problems).toEqual([]);
  expect(kept).toMatchObject({ status: 'applied', written: 2, refused: 1, problemCount: 3 });
  expect((await api.get(`/api/imports/${applied.id}/problems`)).status).toBe(404);
  expect((await api.get(`/api/imports/${open.id}`)).status).toBe(404);
  // and it can still be taken back
  expect((await undo(applied.id)).status).toBe(200);
});

test('while it is written and taken back the session says so, to those it concerns', async () => {
  const { id } = await checkTable(api, table(200), mapping('shown'));
  const seen = async (areas: string[]) =>
    as(account('viewer', areas, 'v'), async () => (await api.read<SessionAnswer>('/api/session')).importing);
  expect(await seen(['*'])).toBeNull();
  const doings = new Set<string>();
  let elsewhere: unknown = null;
  for (const [path, body] of [
    [`/api/imports/${id}/confirm`, {}],
    [`/api/imports/${id}/undo`, {}],
  ] as const) {
    // the writes are held up until the session has been asked
    const { issues } = api.ledger.store;
    const [put, begin] = [issues.putIssues.bind(issues), issues.beginUndo.bind(issues)];
    const look = async () => {
      const importing = await seen([TOWN_1]);
      if (importing) doings.add(importing.doing);
      elsewhere ??= await seen(['nowhere']);
    };
    issues.putIssues = async (...args) => {
      await look();
      return put(...args);
    };
    issues.beginUndo = async (...args) => {
      await look();
      return begin(...args);
    };
    const job = (await (
      await api.request(path, {
        method: 'POST',
        headers: { Prefer: 'respond-async', 'Content-Type': 'application/json' },
        ...(path.endsWith('confirm') ? { body: JSON.stringify(body) } : {}),
      })
    ).json()) as JobAnswer;
    await expect.poll(async () => (await api.read<JobAnswer>(`/api/jobs/${job.id}`)).state).toBe('done');
    issues.putIssues = put;
    issues.beginUndo = begin;
  }
  expect([...doings]).toEqual(['writing', 'undoing']);
  expect(elsewhere).toBeNull();
  expect(await seen(['*'])).toBeNull();
});
