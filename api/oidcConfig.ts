import { ConfigError } from '#api/configError.ts';

/** The single sign-on of the district, an OpenID Connect provider, and how it knows this product. */
export interface OidcConfig {
  /** As the provider writes it itself. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What the sign-in page calls it. */
  name: string;
  /** Claim whose value an account is bound to. */
  claim: string;
  /** Origin that people open the product at: the provider sends them back there. */
  url: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const NEEDED = [
  'GUATU_OIDC_ISSUER',
  'GUATU_OIDC_CLIENT_ID',
  'GUATU_OIDC_CLIENT_SECRET',
  'GUATU_URL',
] as const;
/** The public address has other uses: it alone does not ask for single sign-on. */
const ASKING = [...NEEDED.slice(0, 3), 'GUATU_OIDC_NAME', 'GUATU_OIDC_CLAIM'];

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * Reads what is said about single sign-on; null when nothing is.
 *
 * @throws ConfigError naming what is wrong or missing; a secret is never repeated
 */
export function readOidc(env: Environment): OidcConfig | null {
  const url = env.GUATU_URL ? publicUrl(env.GUATU_URL) : '';
  const asking = ASKING.find((name) => env[name]);
  if (asking === undefined) return null;
  const missing = NEEDED.filter((name) => !env[name]);
  if (missing.length > 0)
    throw new ConfigError(`${missing.join(', ')}: needed for single sign-on, since ${asking} is set`);
  return {
    issuer: issuer(env.GUATU_OIDC_ISSUER!),
    clientId: env.GUATU_OIDC_CLIENT_ID!,
    clientSecret: env.GUATU_OIDC_CLIENT_SECRET!,
    name: label(env.GUATU_OIDC_NAME || '单点登录'),
    claim: claim(env.GUATU_OIDC_CLAIM || 'preferred_username'),
    url,
  };
}

function publicUrl(text: string): string {
  const url = httpUrl(text);
  if (url?.pathname !== '/' || bare(url) !== url.href)
    throw new ConfigError(
      `GUATU_URL=${text}: write the address that people open, without a path, like https://guatu.example.gov.cn`,
    );
  return url.origin;
}

function issuer(text: string): string {
  const url = httpUrl(text);
  if (!url || bare(url) !== url.href)
    throw new ConfigError(
      `GUATU_OIDC_ISSUER=${text}: write the issuer's address, like https://id.example.gov.cn`,
    );
  // Metadata asked for by its own address would not be compared with the issuer.
  if (url.pathname.includes('/.well-known/'))
    throw new ConfigError(`GUATU_OIDC_ISSUER=${text}: write the issuer alone, without /.well-known/`);
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname))
    throw new ConfigError(
      `GUATU_OIDC_ISSUER=${text}: only https is safe beyond this machine, since the client's secret is sent there`,
    );
  return text;
}

function label(text: string): string {
  if (text.length > 60 || text.trim() === '' || /\p{C}/u.test(text))
    throw new ConfigError(`GUATU_OIDC_NAME=${inOneLine(text)}: 1 to 60 printed characters are expected`);
  return text.trim();
}

/** Claims of an organisation's own are often named by an address. */
function claim(text: string): string {
  if (!/^[\w.:/-]{1,100}$/.test(text))
    throw new ConfigError(
      `GUATU_OIDC_CLAIM=${inOneLine(text)}: the name of one claim is expected, like preferred_username`,
    );
  return text;
}

function inOneLine(text: string): string {
  return text.replace(/\p{C}/gu, ' ');
}

function httpUrl(text: string): URL | null {
  if (/[\s\p{C}]/u.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : null;
}

/** The address without name, password, question and fragment. */
function bare(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}
