import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '#api/config.ts';
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
      oidc: null,
    });
  });

  test('takes what is set', () => {
    expect(
      readConfig({
        HOST: '0.0.0.0',
        GUATU_OPEN: '1',
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
      oidc: expect.objectContaining({ issuer: 'https://id.example', url: 'https://guatu.example' }),
    });
  });

  test.each(['127.0.0.1', '::1', 'localhost'])('%s is this machine', (HOST) => {
    expect(readConfig({ HOST }).host).toBe(HOST);
  });

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
    ['HOST', '0.0.0.0'],
    ['HOST', '192.168.1.5'],
    ['HOST', '::'],
    ['HOST', '127.0.0.1.example.org'],
    ['GUATU_OPEN', 'yes'],
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
