import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openAccess } from '#api/app.ts';

const USAGE = `npm run audit -- [--data DIR] [--head SEQ:HMAC]
Verifies the audit trail: whether every line is as it was written. Note the head it prints somewhere else; with
--head a later run also tells whether lines were cut off since.`;

function main(): number {
  const { values } = parseArgs({
    options: { data: { type: 'string' }, head: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const dir = resolve(values.data ?? process.env.DATA_DIR ?? './data');
  if (!existsSync(join(dir, 'accounts.sqlite'))) {
    console.error(`${dir}: there are no accounts here; name the data folder with --data`);
    return 2;
  }
  const access = openAccess(dir, Date.now);
  try {
    const { entries, brokenAt, head } = access.audit.verify();
    const isCut = values.head !== undefined && !access.audit.holds(values.head);
    if (brokenAt !== null)
      console.error(`broken at line ${brokenAt} of ${entries}: changed, removed or put in`);
    else if (isCut)
      console.error(
        `${entries} lines fit, but the head ${values.head} is not among them: lines were cut off`,
      );
    else console.log(`${entries} lines, all as they were written; head ${head ?? 'none'}`);
    return brokenAt !== null || isCut ? 1 : 0;
  } finally {
    access.close();
  }
}

try {
  process.exitCode = main();
} catch (error) {
  console.error(`${(error as Error).message}\n${USAGE}`);
  process.exitCode = 2;
}
