import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '#api/config.ts';

const SET = {
  GUATU_OIDC_ISSUER: 'https://id.example.gov.cn/realms/district',
  GUATU_OIDC_CLIENT_ID: 'guatu',
  GUATU_OIDC_CLIENT_SECRET: 'not-to-be-told',
  GUATU_URL: 'https://guatu.example.gov.cn',
};
const oidcOf = (env: Record<string, string>) => readConfig(env).oidc;
const messageOf = (env: Record<string, string>): string => {
  try {
    oidcOf(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  return 'accepted';
};

describe('single sign-on', () => {
  test('is not there when nothing is said about it, or only the public address', () => {
    expect(oidcOf({})).toBeNull();
    expect(oidcOf({ GUATU_URL: SET.GUATU_URL })).toBeNull();
    expect(oidcOf(Object.fromEntries(Object.keys(SET).map((name) => [name, ''])))).toBeNull();
  });

  test('has a name and a claim unless they are set', () => {
    const read = {
      issuer: SET.GUATU_OIDC_ISSUER,
      clientId: 'guatu',
      clientSecret: 'not-to-be-told',
      url: SET.GUATU_URL,
    };
    expect(oidcOf(SET)).toEqual({ ...read, name: '单点登录', claim: 'preferred_username' });
    const more = { GUATU_OIDC_NAME: '政务统一认证', GUATU_OIDC_CLAIM: 'https://id.example/no' };
    expect(oidcOf({ ...SET, ...more })).toEqual({
      ...read,
      name: '政务统一认证',
      claim: 'https://id.example/no',
    });
  });

  test.each(['http://127.0.0.1:9000', 'http://localhost:9000', 'http://[::1]:9000/'])(
    '%s is on this machine and needs no TLS',
    (GUATU_OIDC_ISSUER) => {
      expect(oidcOf({ ...SET, GUATU_OIDC_ISSUER })?.issuer).toBe(GUATU_OIDC_ISSUER);
    },
  );

  test.each(['https://guatu.example/', 'http://10.1.2.3:8787'])('%s is an address to come back to', (url) => {
    expect(oidcOf({ ...SET, GUATU_URL: url })?.url).toBe(new URL(url).origin);
  });

  test.each(Object.keys(SET))('names %s when it is missing', (name) => {
    const message = messageOf({ ...SET, [name]: '' });
    expect(message).toMatch(new RegExp(`^${name}: needed`));
    expect(message).not.toContain(SET.GUATU_OIDC_CLIENT_SECRET);
  });

  test.each([
    ['GUATU_OIDC_NAME', '政务统一认证'],
    ['GUATU_OIDC_CLAIM', 'sub'],
  ])('%s alone names all that is missing', (name, value) => {
    expect(messageOf({ [name]: value })).toBe(
      `${Object.keys(SET).join(', ')}: needed for single sign-on, since ${name} is set`,
    );
  });

  test.each([
    ['GUATU_OIDC_ISSUER', 'http://id.example.gov.cn'],
    ['GUATU_OIDC_ISSUER', 'http://127.0.0.1.example.org'],
    ['GUATU_OIDC_ISSUER', 'id.example.gov.cn'],
    ['GUATU_OIDC_ISSUER', 'ftp://id.example.gov.cn'],
    ['GUATU_OIDC_ISSUER', 'https://name:word@id.example.gov.cn'],
    ['GUATU_OIDC_ISSUER', 'https://id.example.gov.cn/?a=b'],
    ['GUATU_OIDC_ISSUER', 'https://id.example.gov.cn/#a'],
    ['GUATU_OIDC_ISSUER', ' https://id.example.gov.cn'],
    ['GUATU_OIDC_ISSUER', 'https://id.example.gov.cn/.well-known/openid-configuration'],
    ['GUATU_OIDC_NAME', '字'.repeat(61)],
    ['GUATU_OIDC_NAME', ' '],
    ['GUATU_OIDC_CLAIM', 'preferred username'],
    ['GUATU_OIDC_CLAIM', 'c'.repeat(101)],
    ['GUATU_URL', 'guatu.example'],
    ['GUATU_URL', 'https://guatu.example/map'],
    ['GUATU_URL', 'https://guatu.example/?a'],
    ['GUATU_URL', 'https://name@guatu.example'],
    ['GUATU_URL', 'file:///srv'],
  ])('%s=%s is told in one line that names it', (name, value) => {
    const message = messageOf({ ...SET, [name]: value });
    expect(message).toMatch(new RegExp(`^${name}=`));
    expect(message).toContain(value);
    expect(message).not.toMatch(/\n|not-to-be-told/);
  });

  test('a wrong public address is told even when there is no single sign-on', () => {
    expect(messageOf({ GUATU_URL: 'guatu.example' })).toMatch(/^GUATU_URL=/);
  });
});
