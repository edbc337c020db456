import { BlockList, isIP } from 'node:net';

/**
 * Addresses that nothing is ever posted to: link-local ones, among which clouds answer with the credentials of their
 * machines, and the other well-known places of such metadata. Loopback and private addresses are allowed on purpose:
 * a district's other systems run on its own network, often on the same machine.
 */
const METADATA = new BlockList();
METADATA.addSubnet('169.254.0.0', 16, 'ipv4');
METADATA.addAddress('100.100.100.200', 'ipv4');
METADATA.addSubnet('fe80::', 10, 'ipv6');
METADATA.addAddress('fd00:ec2::254', 'ipv6');
// the same IPv4 addresses behind NAT64 and 6to4
METADATA.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6');
METADATA.addAddress('64:ff9b::6464:64c8', 'ipv6');
METADATA.addSubnet('2002:a9fe::', 32, 'ipv6');

/** Whether nothing may be posted to an IP address; IPv4 written as IPv6 is seen through. */
export function isBlockedAddress(address: string): boolean {
  const plain = address.replace(/%.*$/, '');
  const kind = isIP(plain);
  return kind !== 0 && METADATA.check(plain, kind === 6 ? 'ipv6' : 'ipv4');
}

/** What is wrong with an address that messages are to be posted to; null when nothing is. */
export function faultOfUrl(text: string): string | null {
  const url = URL.parse(text);
  if (!url) return 'is no address';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'has to begin with http:// or https://';
  if (url.username !== '' || url.password !== '') return 'must not hold a name or a password';
  if (isBlockedAddress(url.hostname.replace(/^\[|\]$/g, '')))
    return 'lies in a range that is never posted to: link-local addresses and metadata of clouds';
  return null;
}
