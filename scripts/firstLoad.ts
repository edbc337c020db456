import { join } from 'node:path';
import type { HtmlTagDescriptor, Plugin } from 'vite';

/** What asks for the first answers while the app is on its way. */
const EARLY = 'web/early.ts';
const MAIN = 'web/main.tsx';
/** What stands around the first picture, and what checks its answers. */
const BEHIND = { furniture: 'web/screens/leader/furniture.ts', checks: 'web/checks.ts' };
/** What the map's library comes with. */
const MAP = 'web/map/controller.ts';

/** The part of the bundler's view of its modules that is used here. */
interface Modules {
  getModuleInfo(id: string): { importedIds: readonly string[] } | null;
}

let needed: readonly (readonly [string, ReadonlySet<string>])[] | null = null;

/**
 * The chunk of what the first screen needs before it can begin, or of what comes right behind its first picture;
 * null for other modules. They travel in few files: each further one costs a slow network a round trip.
 */
export function firstLoadChunk(id: string, modules: Modules): string | null {
  needed ??= Object.entries({ app: MAIN, ...BEHIND }).map(
    ([name, from]) => [name, reachable(join(import.meta.dirname, '..', from), modules)] as const,
  );
  return needed.find(([, ids]) => ids.has(id))?.[0] ?? null;
}

/** Everything a module imports, directly or not, but for what it imports when it is needed. */
function reachable(from: string, modules: Modules): Set<string> {
  const found = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    open.push(...(modules.getModuleInfo(id)?.importedIds ?? []));
  }
  return found;
}

/**
 * Starts the early script before all others, and tells it by a `meta` which files follow those of the first picture:
 * what stands around it, and the map. A screen with a map has them fetched behind its own, one without does not.
 */
export function firstLoad(): Plugin {
  return {
    name: 'first-load',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
        const holding = (source: string) =>
          chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(`/${source}`)));
        const [early, main] = [EARLY, MAIN].map(holding);
        // A file of its own stands for it where a part shares its chunk with others.
        const asked = (source: string) =>
          chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/${source}`)) ?? holding(source);
        const following = [...Object.values(BEHIND), MAP].map(asked);
        if (!early || !main || early === main || following.some((chunk) => !chunk || chunk === main))
          this.error('the build has not the chunks it is read in');
        const there = new Set([...main.imports, main.fileName]);
        const parts = following
          .flatMap((each) =>
            each ? [each, ...chunks.filter(({ fileName }) => each.imports.includes(fileName))] : [],
          )
          .filter(({ fileName }) => !there.has(fileName));
        const files = [...new Set(parts)].flatMap(({ fileName, viteMetadata }) => [
          fileName,
          ...(viteMetadata?.importedCss ?? []),
        ]);
        const tags: HtmlTagDescriptor[] = [
          // `async`: neither the style sheets nor the app keep it waiting.
          {
            tag: 'script',
            attrs: {
              type: 'module',
              async: true,
              crossorigin: true,
              src: `/${early.fileName}`,
              fetchpriority: 'high',
            },
            injectTo: 'head-prepend',
          },
          {
            tag: 'meta',
            attrs: { name: 'files-behind', content: files.map((file) => `/${file}`).join(' ') },
            injectTo: 'head-prepend',
          },
        ];
        return tags;
      },
    },
  };
}
