import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build, type Plugin, type ResolvedConfig } from 'vite';

/** Files of the build that are no part of the shell: read on demand, or for the server alone. */
const LEFT_OUT = /\.(woff2|map)$|^\.vite\/|^sw\.js$/;
/** A file whose name carries its content's hash. */
const HASHED = /^assets\/.+-[\w-]{8}\.\w+$/;

/**
 * Builds `sw.ts` into `sw.js` beside the app, with the list of what the app was built into. Fonts are left out:
 * there are a hundred pieces, of which a page keeps those that it used.
 */
export function serviceWorker(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    writeBundle: {
      sequential: true,
      order: 'post',
      async handler() {
        const outDir = join(config.root, config.build.outDir);
        await build({
          configFile: false,
          root: config.root,
          logLevel: 'warn',
          publicDir: false,
          define: {
            __SHELL__: JSON.stringify(shellOf(outDir)),
            'process.env.NODE_ENV': JSON.stringify('production'),
          },
          build: {
            outDir: config.build.outDir,
            emptyOutDir: false,
            target: 'es2023',
            modulePreload: false,
            rolldownOptions: {
              input: join(config.root, 'sw.ts'),
              output: { format: 'iife', entryFileNames: 'sw.js' },
            },
          },
        });
      },
    },
  };
}

/** What the worker keeps from the start; a name without a hash gets its content's as revision. */
function shellOf(outDir: string): { url: string; revision: string | null }[] {
  return readdirSync(outDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(outDir, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !LEFT_OUT.test(path))
    .sort()
    .map((path) => ({
      url: `/${path}`,
      revision: HASHED.test(path)
        ? null
        : createHash('sha256')
            .update(readFileSync(join(outDir, path)))
            .digest('hex')
            .slice(0, 16),
    }));
}
