export type Query = Record<string, string | number | null | undefined>;

/** Builds `path?query`, leaving out what is null or undefined. */
export function withQuery(path: string, query: Query): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query))
    if (value !== null && value !== undefined) params.set(key, String(value));
  const text = params.toString();
  return text === '' ? path : `${path}?${text}`;
}

/**
 * Where the sketch of an area's parts is, beside its tiles.
 *
 * @param template address of the tiles: `/tiles/{version}/{z}/{x}/{y}.mvt` with its version
 */
export function sketchPath(template: string, code: string): string {
  return template.replace('/{z}/{x}/{y}.mvt', `/sketch/${encodeURIComponent(code)}.json`);
}
