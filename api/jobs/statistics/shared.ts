type Column = Float64Array | Int32Array | Uint32Array | Uint8Array | BigUint64Array;

/** What is kept between questions goes to and fro without being copied. */
export function inSharedMemory<T extends Column>(column: T): T {
  const Made = column.constructor as new (buffer: SharedArrayBuffer) => T;
  const kept = new Made(new SharedArrayBuffer(column.byteLength));
  kept.set(column as never);
  return kept;
}
