import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { firstLoad, firstLoadChunk } from './scripts/firstLoad.ts';
import { precompress } from './scripts/precompress.ts';
import { serviceWorker } from './scripts/serviceWorker.ts';

/** Where `npm start` serves; the development server hands on what is not the web app's. */
const SERVER = 'http://127.0.0.1:8787';
const SERVED_BY_API = ['/api', '/tiles', '/ogc', '/open311', '/healthz'];

/**
 * Libraries in chunks of their own: the map's load side by side with the first data, and a release that only
 * changes our own code leaves them in the browser's cache. A group takes what its packages need along; the
 * first one that wants a package gets it, so the first screen's stand first and never wait for the map's.
 */
const CHUNKS = [
  // what the script needs that runs before the app: its few files must not wait for a library
  {
    name: 'early',
    test: /web\/(early|asked|withQuery|state\/(paths|signedIn|usualDuty))\.ts$|rolldown.runtime/,
  },
  // with vite's own loader of chunks, which would otherwise lie in whichever of the others is made first
  {
    name: 'base',
    test: /vite\/preload-helper|node_modules\/(react|react-dom|scheduler|@tanstack|i18next|react-i18next)\//,
  },
  { name: 'maplibre', test: /node_modules\/(maplibre-gl|@maplibre)\// },
  { name: 'deck', test: /node_modules\/(@deck\.gl|@luma\.gl|@math\.gl|@loaders\.gl|@probe\.gl)\// },
  { name: firstLoadChunk, debugName: 'first load' },
];

/** Browsers that have `Temporal` do not load the library that stands in for it. */
const ownTemporal: Plugin = {
  name: 'own-temporal',
  apply: 'build',
  config: () => ({
    resolve: {
      alias: [{ find: /^temporal-polyfill$/, replacement: join(import.meta.dirname, 'web/temporal.ts') }],
    },
  }),
};

export default defineConfig({
  root: 'web',
  plugins: [react(), ownTemporal, firstLoad(), serviceWorker(), precompress()],
  server: { proxy: Object.fromEntries(SERVED_BY_API.map((path) => [path, SERVER])) },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    target: 'es2023',
    // map libraries are large and loaded on purpose; the budget is measured by the bench, compressed
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      output: { codeSplitting: { groups: CHUNKS } },
    },
  },
  test: {
    // two cores; forks, since native modules (better-sqlite3) end with their process
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          root: import.meta.dirname,
          include: ['{geodata,api,scripts,web}/**/*.test.{ts,tsx}'],
          // a guard against hanging, not a measure: machines differ tenfold
          testTimeout: 120_000,
          hookTimeout: 300_000,
          exclude: ['**/node_modules/**', 'web/e2e/**', 'web/dist/**'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'e2e',
          root: import.meta.dirname,
          include: ['web/e2e/**/*.test.ts'],
          globalSetup: ['web/e2e/demo.setup.ts'],
          // one browser at a time, after the unit tests, against the built product
          fileParallelism: false,
          testTimeout: 120_000,
          // filling the demonstration district takes a minute, on a busy machine three
          hookTimeout: 300_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
