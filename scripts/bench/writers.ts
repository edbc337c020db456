import type { Database } from 'better-sqlite3';
import type { SubjectWrite } from '#api/store/registerStore.ts';
import { migrate } from '#api/store/sqlite/migrations.ts';
import { createWriter } from '#api/store/sqlite/writer.ts';
import type { WriteResult } from '#api/store/store.ts';
import type { VisitWrite } from '#api/store/visitStore.ts';
import { ADMINISTRATIVE } from '#geodata/model.ts';
import { WEST_COAST_PROGRAMMES } from '#geodata/presets/districts/index.ts';
import { numberTree } from '#geodata/tree.ts';
import { benchAreas, evening, SCOPE, TIMEZONE } from './ledger.ts';

/** Writes one batch and returns when it is on the disk. */
export type BatchWriter = (batch: readonly VisitWrite[]) => void;

/** The product's writer over a database with areas, programmes and subjects, on the calling thread. */
export function ledgerWriter(db: Database, subjects: readonly SubjectWrite[]): BatchWriter {
  const clock = { now: Date.parse('2025-01-01T08:00:00+08:00') };
  const writer = createWriter(db, { timezone: TIMEZONE, now: () => clock.now });
  const areas = benchAreas().map((area) => ({
    ...area,
    name: area.code,
    tree: ADMINISTRATIVE,
    urbanRural: null,
    households: null,
  }));
  writer.putTree({
    validFrom: 0,
    areas: numberTree(areas).map((area) => ({ ...area, illustrative: false })),
    shapes: new Map(),
    tiles: '0000000000000000',
  });
  for (const programme of WEST_COAST_PROGRAMMES) accept([writer.putProgramme(programme)]);
  for (let i = 0; i < subjects.length; i += 5000)
    accept(writer.putSubjects(SCOPE, subjects.slice(i, i + 5000)));
  return (visits) => {
    clock.now = evening(visits[0]!.day);
    accept(writer.ingest([{ scope: SCOPE, visits }]));
  };
}

/**
 * The same visits into the same tables and indexes, with nothing looked up and nothing counted: the least
 * that storing them durably can cost.
 */
export function rawWriter(db: Database, subjects: readonly SubjectWrite[]): BatchWriter {
  migrate(db);
  const homes = new Map(subjects.map(({ id, home }) => [id, { home, town: home.slice(0, 9) }]));
  const visit = db.prepare(
    `INSERT INTO visit (town, id, subject, day, mode, outcome, programme, area, at, receivedAt, lon, lat, note, seq)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const officer = db.prepare('INSERT INTO visit_officer (town, visit, officer, day) VALUES (?, ?, ?, ?)');
  const receipt = db.prepare('INSERT INTO receipt (id, town, hash, seq) VALUES (?, ?, ?, ?)');
  // as long as a real one; nothing is hashed here
  const hash = 'AAAAAAAAAAAAAAAAAAAAAA==';
  let seq = 0;
  const run = db.transaction((visits: readonly VisitWrite[]) => {
    seq++;
    const receivedAt = evening(visits[0]!.day);
    for (const { id, subject, day, mode, outcome, programme, at, officers, note } of visits) {
      const { home, town } = homes.get(subject)!;
      visit.run(
        town,
        id,
        subject,
        day,
        mode,
        outcome,
        programme,
        home,
        at,
        receivedAt,
        null,
        null,
        note,
        seq,
      );
      for (const name of officers) officer.run(town, id, name, day);
      receipt.run(id, town, hash, seq);
    }
  });
  return (visits) => run.immediate(visits);
}

/** @throws Error when a record was not created: a bench over refusals would measure nothing */
export function accept(results: readonly WriteResult[]): void {
  const refused = results.find((result) => result.status !== 'created');
  if (refused) throw new Error(`not created: ${JSON.stringify(refused)}`);
}
