import { resolve } from 'node:path';
import { type AccessConfig, readAccessConfig } from '#api/accessConfig.ts';
import { ConfigError } from '#api/configError.ts';
import { type OidcConfig, readOidc } from '#api/oidcConfig.ts';
import { parseDay, zoneOffset } from '#geodata/duty/calendar.ts';
import { DISTRICT_PLANS, WEST_COAST } from '#geodata/presets/districts/index.ts';
import type { DistrictPlan } from '#geodata/presets/districts/plan.ts';

/** Everything the environment may say, checked. */
export interface Config {
  host: string;
  port: number;
  dataDir: string;
  /** SQLite file of the ledger. */
  databaseFile: string;
  /** District an empty store is filled with as a demonstration; null leaves it empty. */
  demo: DistrictPlan | null;
  timezone: string;
  /** A clock that stands still (milliseconds since 1970 UTC), for demonstrations and tests. */
  fixedNow: number | null;
  access: AccessConfig;
  /** Single sign-on; null when there is none. */
  oidc: OidcConfig | null;
}

export { ConfigError };

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);
/** Whether only this machine can reach what listens there. */
export const isLoopback = (host: string): boolean => LOOPBACK.has(host);

/**
 * Reads the configuration.
 *
 * @param env usually `process.env`
 * @throws ConfigError naming the variable, its value and what is allowed
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const value = (name: string, fallback: string): string => (env[name] ? env[name] : fallback);
  const host = value('HOST', '127.0.0.1');
  const portText = value('PORT', '8787');
  const port = Number(portText);
  if (!/^\d{1,5}$/.test(portText) || port > 65535)
    throw new ConfigError(`PORT=${env.PORT}: a whole number from 0 to 65535 is expected`);
  const dataDir = resolve(value('DATA_DIR', './data'));
  return {
    host,
    port,
    dataDir,
    databaseFile: databaseFile(value('DATABASE_URL', ''), dataDir),
    demo: demo(value('GUATU_DEMO', '1')),
    timezone: timezone(value('GUATU_TIMEZONE', 'Asia/Shanghai')),
    fixedNow: fixedNow(env.GUATU_NOW),
    access: readAccessConfig(env),
    oidc: readOidc(env),
  };
}

function demo(text: string): DistrictPlan | null {
  if (text === '0') return null;
  const plan = text === '1' ? WEST_COAST : DISTRICT_PLANS.get(text);
  if (plan) return plan;
  const known = [...DISTRICT_PLANS.keys()].join(' or ');
  throw new ConfigError(`GUATU_DEMO=${text}: 0, 1 or a district that is known (${known}) is expected`);
}

function databaseFile(url: string, dataDir: string): string {
  if (url === '') return resolve(dataDir, 'guatu.sqlite');
  const match = /^(?:sqlite|file):(?:\/\/)?(.+)$/.exec(url);
  if (!match) throw new ConfigError(`DATABASE_URL=${url}: only sqlite:PATH is known`);
  return resolve(match[1]!);
}

function timezone(zone: string): string {
  try {
    zoneOffset(zone);
  } catch {
    throw new ConfigError(`GUATU_TIMEZONE=${zone}: no such time zone; write one like Asia/Shanghai`);
  }
  return zone;
}

function fixedNow(text: string | undefined): number | null {
  if (!text) return null;
  const ms = Date.parse(text);
  const onCalendar = parseDay(text.slice(0, 10)) !== null;
  if (Number.isNaN(ms) || !onCalendar || !/\dT\d.*(Z|[+-]\d\d:\d\d)$/.test(text))
    throw new ConfigError(
      `GUATU_NOW=${text}: write a moment with its offset, like 2026-11-20T14:32:00+08:00`,
    );
  return ms;
}
