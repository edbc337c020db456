import { describe, expect, test } from 'vitest';
import { isBlockedAddress } from '#api/services/supervision/address.ts';
import { postMessage } from '#api/services/supervision/post.ts';

describe('addresses', () => {
  test.each(['169.254.169.254', '::ffff:169.254.169.254', 'fe80::1%eth0', 'febf::1', 'fd00:ec2::254'])(
    '%s is never posted to',
    (address) => expect(isBlockedAddress(address)).toBe(true),
  );
  test.each(['127.0.0.1', '10.0.0.1', '192.168.1.1', '::1', 'fd12::1', '8.8.8.8', 'localhost'])(
    '%s may be',
    (address) => expect(isBlockedAddress(address)).toBe(false),
  );
  test('what a setting of an older version holds is looked at again', async () => {
    const posting = { body: '{}', headers: {}, timeoutMs: 1000, signal: new AbortController().signal };
    expect(await postMessage({ ...posting, url: 'http://169.254.169.254/' })).toMatch(/never posted to/);
  });
});
