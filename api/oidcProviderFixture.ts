import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import Provider, {
  type Adapter,
  type AdapterPayload,
  type ClientMetadata,
  type Configuration,
} from 'oidc-provider';

/** A provider on this machine, to sign in at in tests. */
export interface TestProvider {
  issuer: string;
  port: number;
  /** Where the client's secret was when tokens were asked for. */
  secretsIn: ('header' | 'body')[];
  close(): Promise<void>;
}

/** What the provider knows of people, by the names they sign in with there. */
const PEOPLE: Readonly<Record<string, Record<string, unknown>>> = {
  zhang: { preferred_username: 'zhang.wei', email: 'zhang@example.gov.cn', email_verified: true },
  nameless: { email: 'anybody@example.gov.cn', email_verified: false },
};

const KEY = { ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }) };
const HOUR_S = 3600;

interface Options {
  /** 0 takes any free one. */
  port?: number;
  /** Further settings of the provider. */
  more?: Configuration;
  /** Keys it tells of instead of the one it signs with. */
  published?: object;
}

/**
 * Starts the provider with one client. Everything it would warn of as unset is set.
 *
 * @param client what the client is registered with: its id, its secret and the address to come back to
 */
export async function openTestProvider(
  client: Partial<ClientMetadata> & { client_id: string },
  { port = 0, more = {}, published }: Options = {},
): Promise<TestProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const taken = (server.address() as AddressInfo).port;
  const issuer = `http://127.0.0.1:${taken}`;
  const provider = new Provider(issuer, {
    adapter: memoryAdapters(),
    clients: [client],
    jwks: { keys: [{ ...KEY, kty: 'RSA', alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['a key of the tests'] },
    claims: { openid: ['sub'], profile: ['preferred_username'], email: ['email', 'email_verified'] },
    clientBasedCORS: () => false,
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    findAccount: (_, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId, ...PEOPLE[accountId] }),
    }),
    renderError: (ctx, out) => {
      ctx.body = out;
    },
    ttl: {
      AccessToken: HOUR_S,
      AuthorizationCode: 60,
      Grant: HOUR_S,
      IdToken: HOUR_S,
      Interaction: HOUR_S,
      Session: HOUR_S,
    },
    ...more,
  });
  const answer = provider.callback();
  const secretsIn: TestProvider['secretsIn'] = [];
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/token') secretsIn.push(request.headers.authorization ? 'header' : 'body');
    if (request.method === 'POST' && request.url?.startsWith('/interaction/'))
      void interact(provider, request, response);
    else if (request.url === '/jwks' && published)
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(published));
    else void answer(request, response);
  });
  return {
    issuer,
    port: taken,
    secretsIn,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One page of the provider, sent as a form: `account` signs in and agrees, `deny` does not. */
async function interact(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const form = new URLSearchParams(await text(request));
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  const finish = (result: Parameters<Provider['interactionFinished']>[2]) =>
    provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  if (prompt.name === 'login') return finish({ login: { accountId: form.get('account')! } });
  if (form.has('deny')) return finish({ error: 'access_denied', error_description: 'not\nagreed' });
  const grant = new provider.Grant({ accountId: session!.accountId, clientId: String(params.client_id) });
  grant.addOIDCScope(String(params.scope));
  await finish({ consent: { grantId: await grant.save() } });
}

/** What a provider keeps, in memory; made for each, so that one forgets what another knew. */
function memoryAdapters(): (model: string) => Adapter {
  const kept = new Map<string, AdapterPayload>();
  return (model) => ({
    upsert: async (id, payload) => void kept.set(`${model} ${id}`, payload),
    find: async (id) => kept.get(`${model} ${id}`),
    findByUid: async (uid) =>
      [...kept].find(([key, payload]) => key.startsWith(`${model} `) && payload.uid === uid)?.[1],
    findByUserCode: async () => undefined,
    consume: async (id) => {
      const payload = kept.get(`${model} ${id}`);
      if (payload) payload.consumed = Math.floor(Date.now() / 1000);
    },
    destroy: async (id) => void kept.delete(`${model} ${id}`),
    revokeByGrantId: async (grantId) => {
      for (const [key, payload] of kept) if (payload.grantId === grantId) kept.delete(key);
    },
  });
}
