import type { BlockList } from 'node:net';
import { readProxies } from '#api/client.ts';
import { ConfigError } from '#api/configError.ts';

/** What the environment may say about accounts and about what stands in front of the server. */
export interface AccessConfig {
  /** Milliseconds without a request, and in all, after which a session ends. */
  limits: { idleMs: number; absoluteMs: number };
  rules: { passwordDays: number };
  proxies: BlockList;
  /** Origins of pages that may show Guatu in a frame. */
  frameAncestors: readonly string[];
}

type Env = Readonly<Record<string, string | undefined>>;
/** @throws ConfigError naming the variable, its value and what is allowed */
export function readAccessConfig(env: Env): AccessConfig {
  const whole = (name: string, fallback: number, most: number): number => {
    const text = env[name] || String(fallback);
    if (!/^\d{1,6}$/.test(text) || Number(text) > most)
      throw new ConfigError(`${name}=${text}: a whole number from 0 to ${most} is expected`);
    return Number(text);
  };
  const atLeastOne = (name: string, fallback: number, most: number): number => {
    const value = whole(name, fallback, most);
    if (value === 0) throw new ConfigError(`${name}=0: 1 at least is expected`);
    return value;
  };
  return {
    limits: {
      idleMs: atLeastOne('GUATU_SESSION_IDLE_MINUTES', 60, 1440) * 60_000,
      absoluteMs: atLeastOne('GUATU_SESSION_HOURS', 12, 168) * 3_600_000,
    },
    rules: { passwordDays: whole('GUATU_PASSWORD_DAYS', 0, 3650) },
    proxies: proxies(env.GUATU_TRUSTED_PROXY ?? ''),
    frameAncestors: origins(env.GUATU_FRAME_ANCESTORS ?? ''),
  };
}

function proxies(text: string): BlockList {
  try {
    return readProxies(text);
  } catch (error) {
    throw new ConfigError(`GUATU_TRUSTED_PROXY=${text}: ${(error as Error).message}`);
  }
}

function origins(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .filter((each) => each !== '')
    .map((each) => {
      const url = URL.canParse(each) ? new URL(each) : null;
      if (!url || !/^https?:$/.test(url.protocol) || url.origin !== each)
        throw new ConfigError(
          `GUATU_FRAME_ANCESTORS=${text}: ${each} is no origin like https://portal.example`,
        );
      return each;
    });
}
