import { BlockList } from 'node:net';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, isLoopback, readConfig } from '#api/config.ts';
import { WEST_COAST } from '#geodata/presets/districts/index.ts';

const messageOf = (env: Record<string, string>): string => {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  return 'accepted';
};

describe('the configuration', () => {
  test('has a value for everything', () => {
    expect(readConfig({})).toEqual({
      host: '127.0.0.1',
      port: 8787,
      dataDir: resolve('data'),
      databaseFile: resolve('data/guatu.sqlite'),
      demo: WEST_COAST,
      timezone: 'Asia/Shanghai',
      fixedNow: null,
      access: {
        limits: { idleMs: 3_600_000, absoluteMs: 43_200_000 },
        rules: { passwordDays: 0 },
        proxies: expect.any(BlockList),
        frameAncestors: [],
      },
      oidc: null,
    });
  });

  test('takes what is set', () => {
    expect(
      readConfig({
        HOST: '0.0.0.0',
        GUATU_SESSION_IDLE_MINUTES: '15',
        GUATU_SESSION_HOURS: '8',
        GUATU_PASSWORD_DAYS: '90',
        GUATU_TRUSTED_PROXY: '10.0.0.0/8, ::1',
        GUATU_FRAME_ANCESTORS: 'https://portal.example http://10.0.0.2:8080',
        PORT: '0',
        DATA_DIR: '/srv/guatu',
        DATABASE_URL: 'sqlite:/var/ledger.sqlite',
        GUATU_DEMO: '0',
        GUATU_TIMEZONE: 'Europe/Berlin',
        GUATU_NOW: '2026-11-20T14:32:00+08:00',
        GUATU_OIDC_ISSUER: 'https://id.example',
        GUATU_OIDC_CLIENT_ID: 'guatu',
        GUATU_OIDC_CLIENT_SECRET: 'a secret',
        GUATU_URL: 'https://guatu.example',
      }),
    ).toEqual({
      host: '0.0.0.0',
      port: 0,
      dataDir: '/srv/guatu',
      databaseFile: '/var/ledger.sqlite',
      demo: null,
      timezone: 'Europe/Berlin',
      fixedNow: Date.parse('2026-11-20T06:32:00Z'),
      access: {
        limits: { idleMs: 900_000, absoluteMs: 28_800_000 },
        rules: { passwordDays: 90 },
        proxies: expect.any(BlockList),
        frameAncestors: ['https://portal.example', 'http://10.0.0.2:8080'],
      },
      oidc: expect.objectContaining({ issuer: 'https://id.example', url: 'https://guatu.example' }),
    });
  });

  test.each(['127.0.0.1', '::1', 'localhost'])('%s is this machine', (HOST) => {
    expect(readConfig({ HOST }).host).toBe(HOST);
    expect(isLoopback(HOST)).toBe(true);
  });

  test.each(['0.0.0.0', '192.168.1.5', '::', '127.0.0.1.example.org'])(
    '%s is more than this machine',
    (HOST) => {
      expect(isLoopback(HOST)).toBe(false);
    },
  );

  test('what is set to nothing is as if it were not set', () => {
    const names = ['HOST', 'PORT', 'DATA_DIR', 'DATABASE_URL', 'GUATU_DEMO', 'GUATU_TIMEZONE', 'GUATU_NOW'];
    expect(readConfig(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(readConfig({}));
  });

  test('a database may be named as a file', () => {
    for (const DATABASE_URL of ['sqlite:a.sqlite', 'sqlite://a.sqlite', 'file:a.sqlite'])
      expect(readConfig({ DATABASE_URL }).databaseFile).toBe(resolve('a.sqlite'));
  });
});

describe('a wrong value', () => {
  test.each([
    ['GUATU_SESSION_IDLE_MINUTES', '0'],
    ['GUATU_SESSION_IDLE_MINUTES', '1441'],
    ['GUATU_SESSION_HOURS', '1.5'],
    ['GUATU_PASSWORD_DAYS', '-1'],
    ['GUATU_TRUSTED_PROXY', 'proxy.example'],
    ['GUATU_TRUSTED_PROXY', '10.0.0.0/33'],
    ['GUATU_FRAME_ANCESTORS', '*'],
    ['GUATU_FRAME_ANCESTORS', 'https://portal.example/path'],
    ['GUATU_FRAME_ANCESTORS', "'self'; script-src *"],
    ['PORT', 'http'],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['PORT', 'NaN'],
    ['PORT', ' '],
    ['PORT', '0x50'],
    ['PORT', '1e3'],
    ['DATABASE_URL', 'postgres://localhost/guatu'],
    ['DATABASE_URL', 'sqlite:'],
    ['DATABASE_URL', 'guatu.sqlite'],
    ['GUATU_DEMO', 'true'],
    ['GUATU_DEMO', '2'],
    ['GUATU_TIMEZONE', 'Asia/Qingdao'],
    ['GUATU_TIMEZONE', 'Nowhere'],
    ['GUATU_NOW', 'yesterday'],
    ['GUATU_NOW', '2026-11-20'],
    ['GUATU_NOW', '2026-11-20T14:32:00'],
    ['GUATU_NOW', '2026-13-20T14:32:00Z'],
    ['GUATU_NOW', '2026-02-30T14:32:00Z'],
  ])('%s=%s is told in one line that names it', (name, value) => {
    const message = messageOf({ [name]: value });
    expect(message).toMatch(new RegExp(`^${name}=`));
    expect(message).toContain(value);
    expect(message).not.toContain('\n');
  });
});
