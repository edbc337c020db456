/** How a server of map pictures is addressed. */
export const TILE_SOURCE_KINDS = ['xyz', 'wmts'] as const;
export type TileSourceKind = (typeof TILE_SOURCE_KINDS)[number];

/** What each placeholder stands for: WMTS names (OGC 07-057r7, 10.2.1) on the left of the usual ones. */
const WMTS_NAMES: Record<string, string> = { tilematrix: '{z}', tilerow: '{y}', tilecol: '{x}' };
const NEEDED: Record<TileSourceKind, readonly string[]> = {
  xyz: ['{z}', '{x}', '{y}'],
  wmts: ['{TileMatrix}', '{TileRow}', '{TileCol}'],
};
const PLACEHOLDER = /\{([^{}]*)\}/g;
/** Grids in degrees, by the names that servers give them: Tianditu's "c", EPSG 4326 and 4490 (CGCS2000). */
const IN_DEGREES =
  /(?:^|[/_])c\/wmts\b|_c\/wmts\b|tilematrixset=(?:c(?:&|$)|[^&]*(?:4326|4490|crs84|cgcs2000))/i;
/** A name as the domain name system has it, an IPv4 or an IPv6 address. */
const HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/;
/** A bare template resolves against nothing; only its form is asked for. */
const ANY_ORIGIN = 'http://same.origin';

/**
 * What is wrong with a template of tile addresses, or null when nothing is.
 *
 * @param template an http or https address, or a path on the same origin, with its placeholders: `{z}`, `{x}`
 *   and `{y}` (or `{-y}`, counted from the south) for `xyz`; `{TileMatrix}`, `{TileRow}` and `{TileCol}` for
 *   `wmts`, in any case, in a path or in key-value pairs
 */
export function faultOfTemplate(kind: TileSourceKind, template: string): string | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (/[\s\u0000-\u001f\u007f"'<>\\^`|]/.test(template)) return 'has a character that no address has';
  const names = [...template.matchAll(PLACEHOLDER)].map(([whole]) => whole);
  const bare = template.replace(PLACEHOLDER, '0');
  if (/[{}]/.test(bare)) return 'has a brace that is not closed';
  const fault = faultOfNames(kind, names);
  if (fault) return fault;
  if (/^\/(?!\/)/.test(template)) return faultOfGrid(template);
  if (!/^https?:\/\//i.test(template))
    return 'must begin with http://, https:// or / (a path on this server)';
  if (!URL.canParse(bare)) return 'is no address';
  const { hostname, username, password, hash } = new URL(bare);
  if (username || password) return 'must not carry a name or a password';
  if (hash) return 'must not have a part after #';
  if (/[{}]/.test(/^[^/]*\/\/[^/?#]*/.exec(template)?.[0] ?? ''))
    return 'must name one host, without placeholders in it';
  // URLs bear more in a host than names do, such as * and ; which a content security policy reads as its own.
  if (!HOST.test(hostname)) return 'names a host of letters that no host has';
  return faultOfGrid(template);
}

function faultOfNames(kind: TileSourceKind, names: readonly string[]): string | null {
  const known = names.map((name) => plain(kind, name));
  const unknown = names.findIndex((_, i) => known[i] === null);
  if (unknown >= 0) return `${names[unknown]} is not known; write ${NEEDED[kind].join(', ')}`;
  for (const name of NEEDED[kind]) {
    const wanted = plain(kind, name);
    const times = known.filter((each) => each === wanted || (wanted === '{y}' && each === '{-y}')).length;
    if (times === 0) return `lacks ${name}`;
    // a row counted from both ends is no row
    if (wanted === '{y}' && known.includes('{y}') && known.includes('{-y}')) return 'has both {y} and {-y}';
  }
  return null;
}

function faultOfGrid(template: string): string | null {
  return IN_DEGREES.test(template)
    ? 'names a grid in degrees (EPSG:4326 or 4490); take the server’s web mercator set, such as Tianditu’s "w"'
    : null;
}

/** `{z}`, `{x}`, `{y}` or `{-y}` for a placeholder of the kind, null for an unknown one. */
function plain(kind: TileSourceKind, placeholder: string): string | null {
  if (kind === 'wmts') return WMTS_NAMES[placeholder.slice(1, -1).toLowerCase()] ?? null;
  return ['{z}', '{x}', '{y}', '{-y}'].includes(placeholder) ? placeholder : null;
}

/** A sound template as map libraries read it: `{z}`, `{x}`, `{y}`, and whether rows count from the south. */
export function readTemplate(
  kind: TileSourceKind,
  template: string,
): { template: string; scheme: 'xyz' | 'tms' } {
  const read = template.replace(PLACEHOLDER, (name) => plain(kind, name) ?? name);
  return { template: read.replaceAll('{-y}', '{y}'), scheme: read.includes('{-y}') ? 'tms' : 'xyz' };
}

/** Origin of a sound template, null for a path on the same server. */
export function originOfTemplate(template: string): string | null {
  return template.startsWith('/') ? null : new URL(template.replace(PLACEHOLDER, '0'), ANY_ORIGIN).origin;
}
