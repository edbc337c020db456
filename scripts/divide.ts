import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Problem } from '#api/contract/common.ts';
import type { ImportAnswer } from '#api/contract/imports.ts';
import type { JobAnswer } from '#api/contract/jobs.ts';

const USAGE = `Draws communities or grids where a running Guatu has none: areas that have a polygon are divided,
balanced by households. Nothing is written without --yes; what is written is marked as illustrative on the map.

  npm run divide -- --table FILE.csv [--seed 1] [--from YYYY-MM-DD] [--server URL] [--yes]
  npm run divide -- --parent CODE --level grid --count N [--seed 1] [--from YYYY-MM-DD] [--server URL] [--yes]
  npm run divide -- --help

  --table    CSV (UTF-8) with the columns code,name,level,parentCode and, if wanted, households; communities
             and their grids may stand in one table. Without households all beside each other are alike.
  --parent   one area; its parts get its code and three digits from 001, and names such as 第01网格
  --level    district, town, community or grid
  --seed     another seed draws other borders, the same seed the same
  --from     day from which the borders hold; today when left out
  --server   http://127.0.0.1:8787 when left out
  --yes      write it when every check that must hold holds`;

/** What went wrong in words a person can act on; told without its place in the program. */
class Refusal extends Error {}

const FINDINGS_SHOWN = 5;

try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof Refusal) console.error(error.message);
  else if (error instanceof TypeError && error.cause)
    console.error(`no answer: ${(error.cause as Error).message}`);
  else throw error;
  process.exitCode = 1;
}

async function main(): Promise<number> {
  const options = readOptions();
  if (!options) return 2;
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const server = options.server.replace(/\/+$/, '');
  const job = await follow(server, await startJob(server, options));
  const checked = await ask<ImportAnswer>(`${server}/api/imports/${job.result!.import}`);
  printChecks(checked);
  if (checked.status !== 'checked') {
    console.error('A check that must hold does not: nothing can be written.');
    return 1;
  }
  if (!options.yes) {
    console.log(`${checked.count} areas wait to be written: run again with --yes, or`);
    console.log(`  curl -X POST ${server}/api/imports/${checked.id}/confirm`);
    return 0;
  }
  await follow(
    server,
    await ask<JobAnswer>(`${server}/api/imports/${checked.id}/confirm`, {
      method: 'POST',
      headers: { Prefer: 'respond-async' },
    }),
  );
  const { treeVersion } = await ask<ImportAnswer>(`${server}/api/imports/${checked.id}`);
  console.log(
    `written: ${checked.count} areas, version ${treeVersion} of the tree; borders are illustrative`,
  );
  return 0;
}

/** The options, or null when they say nothing that could be done: then the usage is printed. */
function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        help: { type: 'boolean', default: false },
        table: { type: 'string' },
        parent: { type: 'string' },
        level: { type: 'string' },
        count: { type: 'string' },
        seed: { type: 'string', default: '1' },
        from: { type: 'string' },
        server: { type: 'string', default: 'http://127.0.0.1:8787' },
        yes: { type: 'boolean', default: false },
      },
    });
    const { help, table, parent, level, count } = values;
    const numbered = parent !== undefined && level !== undefined && count !== undefined;
    const mixed = table !== undefined && [parent, level, count].some((value) => value !== undefined);
    if (help || (!mixed && (table !== undefined || numbered))) return values;
  } catch (error) {
    console.error((error as Error).message);
  }
  console.error(USAGE);
  return null;
}

type Options = NonNullable<ReturnType<typeof readOptions>>;

async function startJob(server: string, options: Options): Promise<JobAnswer> {
  const { table, parent, level, count, seed, from } = options;
  if (table !== undefined) {
    const query = new URLSearchParams({ seed, ...(from === undefined ? {} : { validFrom: from }) });
    return ask(`${server}/api/divisions?${query}`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/csv' },
      body: await readTable(table),
    });
  }
  return ask(`${server}/api/divisions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      ...{ parentCode: parent, level, count: Number(count), seed: Number(seed) },
      ...(from === undefined ? {} : { validFrom: from }),
    }),
  });
}

async function readTable(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    throw new Refusal((error as Error).message);
  }
}

/** The JSON answer; a refusal is told with the place of each fault. */
async function ask<T>(url: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(url, init);
  if (!response.ok) throw refusalOf(await problemOf(response));
  return (await response.json()) as T;
}

async function problemOf(response: Response): Promise<Pick<Problem, 'detail' | 'errors'>> {
  const text = await response.text();
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return { detail: `${response.status} ${text.slice(0, 200)}`, errors: [] };
  }
}

function refusalOf({ detail, errors }: Pick<Problem, 'detail' | 'errors'>): Refusal {
  return new Refusal([detail, ...errors.map(({ path, message }) => `  ${path}: ${message}`)].join('\n'));
}

/**
 * Prints how far a job is until it has ended; Ctrl+C cancels it.
 *
 * @throws Refusal when it failed or was cancelled
 */
async function follow(server: string, { id }: JobAnswer): Promise<JobAnswer> {
  const cancel = () => void fetch(`${server}/api/jobs/${id}`, { method: 'DELETE' });
  process.once('SIGINT', cancel);
  try {
    let printed = '';
    for await (const job of eventsOf(`${server}/api/jobs/${id}/events?lang=en`)) {
      const line = `${String(Math.floor(20 * job.progress) * 5).padStart(3)} % ${job.doing}`;
      if (line !== printed) console.log(line);
      printed = line;
      if (job.endedAt === null) continue;
      if (job.problem) throw refusalOf(job.problem);
      if (job.state !== 'done') throw new Refusal('cancelled: nothing was written');
      return job;
    }
    throw new Refusal('the connection ended before the job did');
  } finally {
    process.off('SIGINT', cancel);
  }
}

/** The jobs of a stream of server-sent events. */
async function* eventsOf(url: string): AsyncGenerator<JobAnswer> {
  const response = await fetch(url);
  if (!response.ok || !response.body) throw refusalOf(await problemOf(response));
  let rest = '';
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const messages = (rest + piece).split('\n\n');
    rest = messages.pop()!;
    for (const message of messages) {
      const data = /^data: (.*)$/m.exec(message)?.[1];
      if (data !== undefined) yield JSON.parse(data) as JobAnswer;
    }
  }
}

function printChecks({ checks }: ImportAnswer): void {
  for (const { check, ok, mustHold, summary, findings } of checks) {
    console.log(`${ok ? 'holds' : mustHold ? 'FAILS' : 'warns'}  ${check}: ${summary}`);
    const told = findings.filter((finding) => finding.tolerated !== true);
    if (!ok) for (const { message } of told.slice(0, FINDINGS_SHOWN)) console.log(`         ${message}`);
  }
}
