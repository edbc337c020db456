/** Where the browser has none: fetched on its own, so that the others do not carry it. */
const own = (globalThis as { Temporal?: unknown }).Temporal;

/** The calendar of the platform, else that of the library. The build puts it in the place of `temporal-polyfill`. */
export const Temporal = (own ??
  (await import('temporal-polyfill/implementation')).Temporal) as typeof import('temporal-polyfill').Temporal;
