import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AppParts, createServices, openAccess } from '#api/app.ts';
import { ConfigError, isLoopback, readConfig } from '#api/config.ts';
import { answerWhileFilling } from '#api/filling.ts';
import { listen } from '#api/listen.ts';
import { makeDemonstrationAccounts, makeFirstAdministrator } from '#api/services/access/firstStart.ts';
import { progressLines } from '#api/services/demo/progressLines.ts';
import { FILLING, fillDemo } from '#api/services/demo.ts';
import { openSqliteStore } from '#api/store/sqlite/index.ts';

if (Number(process.versions.node.split('.')[0]) < 22) {
  console.error(`Guatu needs Node 22 or newer, this is ${process.versions.node}; start it with: npm start`);
  process.exit(1);
}

try {
  await start();
} catch (error) {
  console.error(inOneLine(error));
  process.exit(1);
}

/** What a person can mend is told in one line; anything else with its place in the program. */
function inOneLine(error: unknown): string {
  const { code, message, stack } = error as NodeJS.ErrnoException;
  if (error instanceof ConfigError) return message;
  if (code === 'EADDRINUSE') return `${message}: something listens there already; set PORT to another`;
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL')
    return `${message}: set HOST, PORT or DATA_DIR to what is allowed`;
  return stack ?? String(error);
}

async function start(): Promise<void> {
  const config = readConfig(process.env);
  const real = config.fixedNow === null ? Date.now : () => config.fixedNow!;
  let now = real;
  mkdirSync(config.dataDir, { recursive: true });
  mkdirSync(dirname(config.databaseFile), { recursive: true });
  const store = await openSqliteStore(config.databaseFile, { timezone: config.timezone, now: () => now() });
  const webDir = join(dirname(fileURLToPath(import.meta.url)), '../web/dist');
  const access = openAccess(config.dataDir, () => now(), config.access);
  const parts = {
    store,
    access,
    oidc: config.oidc,
    proxies: config.access.proxies,
    frameAncestors: config.access.frameAncestors,
    now: () => now(),
    timezone: config.timezone,
    dataDir: config.dataDir,
    webDir: existsSync(join(webDir, 'index.html')) ? webDir : null,
    log: (message: string) => console.error(message),
  };
  if (await store.setting(FILLING))
    throw new ConfigError(
      `DATA_DIR=${config.dataDir}: its demonstration was not filled to the end; remove the folder and start again`,
    );
  let { port } = config;
  if (config.demo && (await store.treeState()).version === 0) {
    const waiting = await answerWhileFilling(config.host, port);
    port = waiting.port;
    const clock = { now: real() };
    now = () => clock.now;
    const print = progressLines((line) => console.log(line));
    await fillDemo(createServices(parts), {
      plan: config.demo,
      clock,
      report: (share, doing) => {
        waiting.report(share, doing);
        print(share, doing);
      },
    });
    now = real;
    await waiting.close();
  }
  const once = await makeFirstAccounts(parts);
  if (!isLoopback(config.host) && access.countDemonstration() > 0)
    throw new ConfigError(
      `HOST=${config.host}: the accounts of the demonstration, whose password everybody knows, are open; deactivating is not enough: serve a folder without the demonstration (GUATU_DEMO=0 DATA_DIR=...), or listen on 127.0.0.1`,
    );
  const running = await listen(parts, config.host, port);
  const stop = (): void => {
    void running.close().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  console.log(`Guatu 挂图 is open at ${running.url}`);
  console.log(`  ledger ${config.databaseFile}`);
  console.log(`  interface ${running.url}/api/docs`);
  if (once !== null) console.log(`  first account: admin, password (told once, counts once): ${once}`);
}

/** An administrator where there is no account yet, and one account per role beside a demonstration. */
async function makeFirstAccounts(parts: AppParts): Promise<string | null> {
  const once = await makeFirstAdministrator(parts.access);
  if (once !== null && (await parts.store.setting('demo')) === true) await makeDemonstrationAccounts(parts);
  return once;
}
