import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin, ResolvedConfig } from 'vite';

/** What shrinks; pictures and fonts are compressed as they are. */
const TEXT = /\.(js|mjs|css|html|json|svg|webmanifest)$/;
/** Bytes below which a header costs more than is saved. */
const LEAST = 1024;
/** Near the best there is, in a third of the time. */
const QUALITY = 10;

/** Writes every text file of the build compressed beside itself: the server sends it as it lies there. */
export function precompress(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'precompress',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    // after the service worker, which is a file like the others
    closeBundle: {
      sequential: true,
      order: 'post',
      handler() {
        const outDir = resolve(config.root, config.build.outDir);
        for (const name of readdirSync(outDir, { recursive: true, encoding: 'utf8' })) {
          const file = join(outDir, name);
          if (!TEXT.test(name) || statSync(file).size < LEAST) continue;
          const bytes = readFileSync(file);
          const params = { [constants.BROTLI_PARAM_QUALITY]: QUALITY };
          writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }));
          writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
        }
      },
    },
  };
}
