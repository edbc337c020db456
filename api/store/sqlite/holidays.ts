import type { WriteContext } from '#api/store/sqlite/context.ts';
import { Deltas } from '#api/store/sqlite/deltas.ts';
import type { IssueWriter } from '#api/store/sqlite/issue/writer.ts';
import { recountAll } from '#api/store/sqlite/recount.ts';
import type { Commit } from '#api/store/store.ts';
import type { HolidayTable } from '#geodata/duty/workingCalendar.ts';

/**
 * Sets the table of holidays and make-up working days. Windows follow on reading; deadlines counted in working days
 * are kept, so those are counted again, and so are the clocks of issues.
 */
export function putHolidays(context: WriteContext, issues: IssueWriter, table: HolidayTable): Commit {
  const before = context.reference;
  const rulesBefore = issues.rules;
  return context.transaction((): Commit => {
    const commit = context.takeCommit();
    context.db
      .prepare(
        `INSERT INTO setting (key, value) VALUES ('holidays', ?)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      )
      .run(JSON.stringify(table));
    context.db
      .prepare('INSERT INTO holiday_version (seq, body) VALUES (?, ?)')
      .run(commit.seq, JSON.stringify(table));
    const { duties } = context.reload();
    const moved = new Set(
      duties
        .filter(({ duty }) => duty.kind === 'afterEvent' && duty.calendar === 'working')
        .map(({ duty }) => duty.id),
    );
    if (moved.size > 0) recountAll(context, commit, before, moved);
    issues.recount(commit, rulesBefore);
    context.record(commit, new Deltas(), [], moved, { issues: true, services: true });
    return commit;
  });
}
