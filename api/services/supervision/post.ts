import { type LookupAddress, lookup } from 'node:dns';
import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { faultOfUrl, isBlockedAddress } from '#api/services/supervision/address.ts';

export interface Posting {
  url: string;
  body: string;
  headers: Readonly<Record<string, string>>;
  /** Milliseconds until the whole exchange is given up. */
  timeoutMs: number;
  /** Ends it at once. */
  signal: AbortSignal;
}

/** A name is looked up once, and what it stands for is checked before the connection is made to just that. */
const checkedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return callback(error, '');
    const allowed = addresses.filter(({ address }) => !isBlockedAddress(address));
    const [first] = allowed;
    if (!first) return callback(Object.assign(new Error('blocked'), { code: 'EBLOCKED' }), '');
    return options.all ? callback(null, allowed) : callback(null, first.address, first.family);
  });
};

/**
 * Posts a JSON message. Redirects are not followed, and of the answer only its status is read.
 *
 * @returns null when it was answered with 2xx; else why not, without an address in it
 */
export async function postMessage({
  url,
  body,
  headers,
  timeoutMs,
  signal,
}: Posting): Promise<string | null> {
  const fault = faultOfUrl(url);
  if (fault !== null) return `the address ${fault}`;
  const target = new URL(url);
  const timeout = AbortSignal.timeout(timeoutMs);
  const ask = target.protocol === 'https:' ? overHttps : overHttp;
  return new Promise((resolve) => {
    const outgoing = ask(
      target,
      {
        method: 'POST',
        agent: false,
        lookup: checkedLookup,
        signal: AbortSignal.any([timeout, signal]),
        headers: {
          ...headers,
          'Content-Type': 'application/json; charset=utf-8',
          'Content-Length': Buffer.byteLength(body),
        },
      },
      (response) => {
        const status = response.statusCode ?? 0;
        resolve(status >= 200 && status < 300 ? null : `status ${status}`);
        response.destroy();
      },
    );
    outgoing.on('error', (error: NodeJS.ErrnoException) =>
      resolve(
        timeout.aborted ? `no answer within ${timeoutMs / 1000} s` : (error.code ?? 'connection failed'),
      ),
    );
    outgoing.end(body);
  });
}
