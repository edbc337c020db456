import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Where a request comes from, behind the proxies that are trusted to say so. */
export interface Client {
  address: string;
  https: boolean;
}

/**
 * Reads whose word counts for `X-Forwarded-For` and `X-Forwarded-Proto`.
 *
 * @param text addresses and networks, separated by commas: `127.0.0.1, 10.0.0.0/8`
 * @throws Error naming the part that is neither
 */
export function readProxies(text: string): BlockList {
  const list = new BlockList();
  for (const part of text.split(',').map((each) => each.trim())) {
    if (part === '') continue;
    const [address = '', bits] = part.split('/');
    const family = isIP(address);
    const most = family === 6 ? 128 : 32;
    if (family === 0 || (bits !== undefined && !(/^\d+$/.test(bits) && Number(bits) <= most)))
      throw new Error(`${part}: an address or a network like 10.0.0.0/8 is expected`);
    const kind = family === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, kind);
    else list.addSubnet(address, Number(bits), kind);
  }
  return list;
}

/** An address as it is compared and logged: IPv4 mapped into IPv6 is IPv4. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
const isIn = (list: BlockList, address: string): boolean => {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
};

/** The nearest address that is not a trusted proxy's: whatever stands before it anybody may have written. */
export function clientOf(request: IncomingMessage | undefined, proxies: BlockList): Client {
  let address = plain(request?.socket.remoteAddress ?? '');
  if (!request || !isIn(proxies, address)) return { address, https: false };
  const https =
    String(request.headers['x-forwarded-proto'] ?? '')
      .split(',')
      .at(-1)
      ?.trim() === 'https';
  const hops = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((each) => plain(each.trim()));
  while (isIn(proxies, address)) {
    const before = hops.pop();
    if (before === undefined || isIP(before) === 0) break;
    address = before;
  }
  return { address, https };
}

/** Name of the session's cookie: where TLS stands in front, one that no other host or path can set. */
export const cookieName = (https: boolean): string => (https ? '__Host-guatu' : 'guatu');

/** The session's token in a `Cookie` header; null when there is none. */
export function tokenIn(header: string | undefined, https: boolean): string | null {
  const name = `${cookieName(https)}=`;
  for (const part of header?.split(';') ?? []) {
    const pair = part.trim();
    if (pair.startsWith(name)) return pair.slice(name.length) || null;
  }
  return null;
}
