import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CoverageAnswer, SummaryAnswer } from '#api/contract/coverage.ts';
import type { GapsAnswer } from '#api/contract/gaps.ts';
import { DISTRICT, openTestInterface, squaresFile, type TestInterface, TOWN_1 } from '#api/squaresFixture.ts';
import { type Counted, type Counts, countsIn, type Duty, LedgerRecount } from './recount/ledgerRecount.ts';
import { makeSent, type Sent } from './recount/sent.ts';

/** A running period and closed ones, by rhythm. */
const PERIODS = {
  week: ['2026-W47', '2026-W44', '2026-W27', '2025-W42'],
  month: ['2026-11', '2026-10', '2026-06', '2026-07', '2025-10'],
  quarter: ['2026-Q4', '2026-Q3', '2026-Q2', '2025-Q4'],
  year: ['2026', '2025'],
  programme: ['programme'],
} as const;
/** Periods of a summary, with the period each rhythm answers for at its end. */
const SUMMARIES: Record<string, Partial<Record<Duty['period'], string>>> = {
  '': { week: '2026-W47', month: '2026-11', quarter: '2026-Q4', year: '2026', programme: 'programme' },
  '2026-10': { month: '2026-10', week: '2026-W44', quarter: '2026-Q4', year: '2026' },
  '2026-Q2': { month: '2026-06', week: '2026-W27', quarter: '2026-Q2', year: '2026' },
};
const COUNTS = [
  'n',
  'required',
  'done',
  'exempt',
  'expected',
  'gapCount',
  'noData',
  'overdue',
  'belowQuota',
  'never',
  'pending',
  'stale',
  'unassigned',
  'metLate',
  'unknown',
] as const;
/** What must be more than nothing somewhere, or the comparison would prove little. */
const FLOWING = [
  'n',
  'required',
  'done',
  'exempt',
  'expected',
  'gapCount',
  'noData',
  'unassigned',
  'unknown',
] as const;
const SHOWN: Record<Duty['kind'], readonly (typeof COUNTS)[number][]> = {
  coverSubjects: [...FLOWING, 'belowQuota', 'never', 'pending', 'stale'],
  officerQuota: [...FLOWING, 'belowQuota', 'never', 'pending', 'stale'],
  afterEvent: [...FLOWING, 'overdue', 'never', 'metLate'],
  staffing: ['n', 'required', 'done', 'gapCount', 'noData', 'belowQuota', 'never', 'stale', 'unassigned'],
};
const BELOW: Record<string, string[]> = {
  district: ['town', 'community', 'grid'],
  town: ['community', 'grid'],
  community: ['grid'],
  grid: [],
};
/** Sums of shares are compared to this; whole numbers must be equal. */
const NEAR = 1e-9;

let api: TestInterface;
let sent: Sent;
let recount: LedgerRecount;
const counted = new Map<string, Counted>();
const lights = new Set<string>();
const differences: string[] = [];
let compared = 0;

beforeAll(async () => {
  sent = makeSent(3);
  api = await openTestInterface('2025-10-01T08:00:00+08:00');
  await send(api, sent);
  recount = await LedgerRecount.open(sent);
}, 300_000);
afterAll(async () => {
  recount?.close();
  await api?.ledger.close();
});

test('every figure of every duty equals the recount, at every level', async () => {
  for (const duty of recount.duties)
    for (const key of PERIODS[duty.period]) {
      if (!overlaps(duty, key)) continue;
      const own = await countOf(duty, key);
      for (const { code, level } of sent.areas)
        for (const below of BELOW[level]!) {
          const answer = await api.read<CoverageAnswer>(
            `/api/coverage?duty=${duty.id}&period=${key}&area=${code}&level=${below}`,
          );
          compare(
            `${duty.id} ${key}`,
            'period',
            [own.span.first, own.span.last].join(),
            [answer.period.start, answer.period.end].join(),
          );
          const { columns } = answer;
          const codes = sent.areas.filter((area) => area.level === below && isUnder(area.code, code));
          compare(
            `${duty.id} ${key} ${code}`,
            'codes',
            [...codes.map((area) => area.code), code].join(),
            columns.code.join(),
          );
          for (const [i, child] of columns.code.entries()) {
            const scope = child === code ? `own ${code} ${below}` : `total ${child}`;
            const figures = figuresOf(duty, own, countsIn(own, scope));
            compareColumns(`${duty.id} ${key} ${scope}`, figures, columns, i);
          }
        }
    }
  report();
}, 300_000);

test('every figure of the summary of every area', async () => {
  for (const [period, keys] of Object.entries(SUMMARIES))
    for (const { code } of sent.areas) {
      const { rows } = await api.read<SummaryAnswer>(
        `/api/coverage/summary?area=${code}${period && `&period=${period}`}`,
      );
      for (const duty of recount.duties) {
        const key = keys[duty.period];
        if (key === undefined || !overlaps(duty, key)) continue;
        const row = rows.find((one) => one.duty === duty.id);
        compare(`${duty.id} ${code}`, 'period', key, row?.period.key ?? null);
        if (row?.period.key !== key) continue;
        const own = await countOf(duty, key);
        const { gaps, ...flat } = row;
        const found = { ...flat, ...gaps } as Record<string, unknown>;
        for (const [name, value] of Object.entries(figuresOf(duty, own, countsIn(own, `total ${code}`))))
          compare(`${duty.id} ${key} summary ${code}`, name, value, found[name] as number);
      }
    }
  report();
}, 300_000);

test('every x with a gap, by name', async () => {
  for (const duty of recount.duties)
    for (const key of PERIODS[duty.period].slice(0, 2)) {
      if (duty.kind === 'coverSubjects' && duty.denominator === 'households') continue;
      if (!overlaps(duty, key)) continue;
      const { items } = await api.read<GapsAnswer>(
        `/api/coverage/gaps?duty=${duty.id}&period=${key}&area=${DISTRICT}&limit=1000`,
      );
      const found = items.map(({ event, subject, type, done, required }) => ({
        // A pairing is named after its assignment and its day.
        x: event?.kind === 'assignment' ? event.id.replace(/@.*/, `@${event.day}`) : (event?.id ?? subject),
        type,
        done,
        required,
      }));
      const lines = (rows: typeof found) =>
        rows.map(({ x, type, done, required }) => `${x} ${type} ${done}/${required}`).sort();
      const [ours, theirs] = [lines((await recount.gaps(duty, key)) as typeof found), lines(found)];
      for (const line of ours)
        compare(`${duty.id} ${key} gaps`, 'listed', line, theirs.includes(line) ? line : null);
      for (const line of theirs)
        compare(`${duty.id} ${key} gaps`, 'listed', ours.includes(line) ? line : null, line);
    }
  report();
}, 300_000);

test('every figure of every officer who answers', async () => {
  for (const [id, key, area] of [
    ['month', '2026-11', DISTRICT],
    ['month', '2026-10', TOWN_1],
    ['ownMonth', '2026-10', DISTRICT],
    ['quarter', '2026-Q4', DISTRICT],
  ] as const) {
    const duty = recount.duties.find((one) => one.id === id)!;
    if (duty.kind !== 'coverSubjects') continue;
    const own = await recount.countByOfficer(duty, key, area);
    const { columns } = await api.read<CoverageAnswer>(
      `/api/coverage?duty=${id}&period=${key}&area=${area}&by=officer`,
    );
    const officers = [...own.scopes.keys()].sort((a, b) => (a === '' ? 1 : b === '' ? -1 : a < b ? -1 : 1));
    compare(`${id} ${key} ${area}`, 'codes', officers.join(), columns.code.join());
    for (const [i, officer] of columns.code.entries())
      compareColumns(
        `${id} ${key} ${area} by ${officer || 'nobody'}`,
        figuresOf(duty, own, countsIn(own, officer)),
        columns,
        i,
      );
  }
  report();
});

test('the made-up district shows every figure and every light', () => {
  const kinds = new Map(recount.duties.map(({ id, kind }) => [id, kind]));
  const seen = new Set<string>();
  for (const [at, { scopes }] of counted)
    for (const counts of scopes.values())
      for (const name of COUNTS) if (counts[name] > 0) seen.add(`${kinds.get(at.split(' ')[0]!)} ${name}`);
  const missing = Object.entries(SHOWN).flatMap(([kind, names]) =>
    names.filter((name) => !seen.has(`${kind} ${name}`)).map((name) => `${kind} ${name}`),
  );
  expect(missing).toEqual([]);
  expect([...lights].sort()).toEqual(['amber', 'green', 'grey', 'red']);
});

test('the roll-ups are those of a rebuild', async () => {
  // Every figure of every area and period, of every x with a gap and of every officer.
  expect(compared).toBeGreaterThan(80_000);
  expect(await api.ledger.store.rebuildDifferences()).toEqual([]);
});

function report(): void {
  const figures = new Map<string, number>();
  for (const line of differences) {
    const key = line.replace(/^(\S+) (\S+) .* (\w+): .*$/, '$1 $2 $3');
    figures.set(key, (figures.get(key) ?? 0) + 1);
  }
  expect(differences.slice(0, 60), [...figures].map(([key, count]) => `${key}: ${count}`).join('\n')).toEqual(
    [],
  );
}

function compare(where: string, name: string, ours: unknown, theirs: unknown): void {
  compared++;
  const same =
    typeof ours === 'number' && typeof theirs === 'number'
      ? Math.abs(ours - theirs) <= (Number.isInteger(ours) ? 0 : NEAR) + (name === 'expected' ? NEAR : 0)
      : ours === theirs;
  if (!same) differences.push(`${where} ${name}: recount ${ours}, answer ${theirs}`);
}

function compareColumns(where: string, figures: object, columns: CoverageAnswer['columns'], i: number): void {
  for (const [name, value] of Object.entries(figures))
    if (name in columns) compare(where, name, value, columns[name as keyof typeof columns][i]);
}

async function countOf(duty: Duty, key: string): Promise<Counted> {
  const at = `${duty.id} ${key}`;
  let found = counted.get(at);
  if (!found) {
    found = await recount.count(duty, key);
    counted.set(at, found);
  }
  return found;
}

/** Shares and colours by the formulas of the definition, from the counts. */
function figuresOf(duty: Duty, { span }: Counted, counts: Counts): Record<string, number | string | null> {
  const { required, done, unknown, expected } = counts;
  const share = (part: number): number | null => (required === 0 ? null : part / required);
  const standing = duty.kind === 'staffing';
  const lightOf = (reached: number): string | null => {
    if (required === 0) return null;
    if (!span.running || standing) {
      const ratio = reached / required;
      return ratio >= 1 ? 'green' : ratio >= 0.9 ? 'amber' : 'red';
    }
    const behind = Math.floor(expected + NEAR) - reached;
    const pace = (reached - expected) / required;
    if (behind < 1 || pace > -0.1 + NEAR) return 'green';
    return pace < -0.3 - NEAR && behind >= 2 ? 'red' : 'amber';
  };
  const [low, high] = [lightOf(done), lightOf(done + unknown)];
  const light = low === high ? low : 'grey';
  if (light !== null) lights.add(light);
  return {
    ...counts,
    ratio: share(done),
    ratioHigh: share(done + unknown),
    pace: share(done - expected),
    light,
    estimated: share('denominator' in duty && duty.denominator === 'households' ? required : 0),
    projected: required === 0 || standing || expected / required < 0.05 ? null : Math.min(1, done / expected),
    dailyRate:
      span.running && !standing && required > 0 ? (required - done) / Math.max(1, span.daysLeft) : null,
  };
}

function overlaps({ programme }: Duty, key: string): boolean {
  const { firstDay, lastDay } = sent.programmes.find(({ id }) => id === programme)!;
  if (key === 'programme') return true;
  const [year, part] = [Number(key.slice(0, 4)), key.slice(5)];
  if (part === '') return firstDay.slice(0, 4) <= key;
  const start = part.startsWith('W')
    ? new Date(Date.UTC(year, 0, 4 - 3 + (Number(part.slice(1)) - 1) * 7)).toISOString().slice(0, 10)
    : `${year}-${part.startsWith('Q') ? String(Number(part[1]) * 3).padStart(2, '0') : part}-28`;
  return start >= firstDay && `${start.slice(0, 7)}-01` <= lastDay;
}

const isUnder = (code: string, above: string): boolean => code !== above && code.startsWith(above);

async function send({ send: put, batch, ledger, importFile }: TestInterface, all: Sent): Promise<void> {
  const file = JSON.parse(squaresFile()) as { features: { properties: Record<string, unknown> }[] };
  for (const { properties } of file.features) {
    const { households } = all.areas.find(({ code }) => code === properties.code)!;
    if (households !== null) properties.households = households;
    if (properties.level === 'grid') properties.urbanRural = '111';
  }
  await importFile(JSON.stringify(file), {
    validFrom: '2020-01-01',
    householdsProperty: 'households',
    urbanRuralProperty: 'urbanRural',
  });
  const ok = async (method: string, path: string, body: unknown): Promise<void> => {
    const answer = await put(method, path, body);
    if (answer.status >= 300) throw new Error(`${path} ${answer.status} ${await answer.text()}`);
  };
  const records = async (path: string, lines: readonly object[]): Promise<void> => {
    for (const outcome of await batch(path, lines))
      if (outcome.status === 'refused') throw new Error(`${path} ${JSON.stringify(outcome)}`);
  };
  const name = { zh: '专项', en: 'Campaign' };
  const programmes = new Map(all.programmes.map(({ id, ...programme }) => [id, { name, ...programme }]));
  await ok('PUT', '/api/settings/calendar', all.holidays);
  for (const [id, programme] of programmes) await ok('PUT', `/api/programmes/${id}`, programme);
  for (const { programme, at, n } of all.changes) {
    ledger.clock.now = Date.parse(at);
    const before = programmes.get(programme)!;
    const duties = before.duties.map((duty) => {
      const value = n[duty.id];
      if (value === undefined) return duty;
      return duty.kind === 'staffing' ? { ...duty, min: value } : { ...duty, n: value };
    });
    programmes.set(programme, { ...before, duties: duties as typeof before.duties });
    await ok('PUT', `/api/programmes/${programme}`, programmes.get(programme));
  }
  ledger.clock.now = Date.parse(all.now);
  const valid = { validFrom: '2020-01-01' };
  await records(
    '/api/organisations',
    all.organisations.map((one) => ({ type: 'townOffice', name: '办公室', ...one, ...valid })),
  );
  await records('/api/feeds', all.feeds);
  for (const { feed, at } of all.deliveries) await ok('POST', `/api/feeds/${feed}/deliveries`, { at });
  await records('/api/officers', all.officers);
  // Visits before, between and after the changes of the registers: figures must follow either way.
  const half = Math.floor(all.subjects.length / 2);
  const [early, late] = [all.subjects.slice(0, half), all.subjects.slice(half)];
  await records('/api/subjects', early);
  const known = new Set(early.map(({ id }) => id));
  const now = all.visits.filter(({ subject, area }, i) => i % 2 === 0 && (known.has(subject) || area));
  await records('/api/visits', now);
  await records('/api/subjects', late);
  await records('/api/assignments', all.assignments);
  await records('/api/events', all.events);
  // All of them again: those sent before are duplicates.
  await records('/api/visits', all.visits);
  for (const id of all.voided) await ok('POST', `/api/visits/${id}/void`, { reason: '录入错误' });
  for (const { register, id, on } of all.ends) await ok('POST', `/api/${register}/${id}/end`, { on });
}
