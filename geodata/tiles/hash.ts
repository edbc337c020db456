/** A running hash of numbers and texts: 64 bits in two lanes, for naming content, not for secrecy. */
export interface ContentHash {
  number(value: number): void;
  text(value: string): void;
  /** 16 hexadecimal digits. */
  digest(): string;
}

/**
 * Two 32-bit lanes of multiply and xor with the constants and the finish of MurmurHash3 (Appleby, public
 * domain). Web Crypto would make the whole of tile building asynchronous for no gain: nobody attacks here.
 */
export function contentHash(): ContentHash {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  const number = (value: number) => {
    a = Math.imul(a ^ value, 0x85ebca6b);
    a ^= a >>> 15;
    b = Math.imul(b ^ value, 0xc2b2ae35);
    b ^= b >>> 13;
  };
  return {
    number,
    text(value) {
      // the length first: 'ab','c' must not hash like 'a','bc'
      number(value.length);
      for (let i = 0; i < value.length; i++) number(value.charCodeAt(i));
    },
    digest() {
      const finish = (lane: number, other: number) => {
        let h = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b) ^ Math.imul(other ^ (other >>> 13), 0xc2b2ae35);
        h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
        return ((h ^ (h >>> 16)) >>> 0).toString(16).padStart(8, '0');
      };
      return finish(a, b) + finish(b, a);
    },
  };
}
