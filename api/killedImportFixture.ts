/**
 * The process that is killed: confirms an import, or takes it back, in small transactions and writes a line on the standard output before
 * each of them.
 *
 *   node api/killedImportFixture.ts DATA_DIR IMPORT_ID NOW confirm|undo
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { threadJobs } from '#api/jobs/run.ts';
import { IssueImportService } from '#api/services/issueImports.ts';
import { Place } from '#api/services/place.ts';
import { openSqliteStore } from '#api/store/sqlite/index.ts';
import { civilDayIn } from '#geodata/duty/calendar.ts';

const AT_ONCE = 100;
const [dir, id, moment, what] = process.argv.slice(2);
const timezone = 'Asia/Shanghai';
const now = () => Date.parse(moment!);
const store = await openSqliteStore(join(dir!, 'guatu.sqlite'), { timezone, now });
const context = { store, now, timezone, dayOf: civilDayIn(timezone), jobs: threadJobs };
const imports = new IssueImportService(context, new Place(store), dir!, AT_ONCE);
const watched = { onProgress: (share: number) => void writeSync(1, `${share}\n`) };
if (what === 'undo')
  await imports.undo(
    id!,
    { codes: (await store.treeState()).tree.children(null).map(({ code }) => code) },
    watched,
  );
else await imports.confirm(id!, 'refused', watched);
await store.close();
