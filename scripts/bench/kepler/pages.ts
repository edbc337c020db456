import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type InlineConfig } from 'vite';
import { precompress } from '../../precompress.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** Beside the project's packages, as caches of tools are: in no way part of them. */
const CACHE = join(ROOT, 'node_modules/.cache/guatu-kepler');
const PAGE_FILES = ['index.html', 'entry.mjs', 'page.mjs'];

/** What kepler.gl is installed with. Its umbrella package asks for builders of documents besides. */
const PACKAGES = {
  '@kepler.gl/actions': '3.2.6',
  '@kepler.gl/components': '3.2.6',
  '@kepler.gl/processors': '3.2.6',
  '@kepler.gl/reducers': '3.2.6',
  react: '18.3.1',
  'react-dom': '18.3.1',
  'react-redux': '8.1.3',
  redux: '4.2.1',
  'styled-components': '6.1.8',
};

/**
 * Installs kepler.gl for the bench and builds its page, once; later runs find both.
 *
 * @returns the folder of the built page, compressed beside itself, or why there is none
 */
export async function keplerPage(
  print: (message: string) => void,
): Promise<{ folder: string } | { missing: string }> {
  const stamp = createHash('sha256').update(JSON.stringify(PACKAGES));
  for (const name of PAGE_FILES) stamp.update(readFileSync(join(import.meta.dirname, name)));
  const mark = join(CACHE, 'built.txt');
  const folder = join(CACHE, 'dist');
  const wanted = stamp.digest('hex');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return { folder };
  rmSync(mark, { force: true });
  mkdirSync(CACHE, { recursive: true });
  const manifest = JSON.stringify({ private: true, type: 'module', dependencies: PACKAGES });
  const manifestFile = join(CACHE, 'package.json');
  const installed = join(CACHE, 'installed.txt');
  if (!existsSync(installed) || readFileSync(installed, 'utf8') !== manifest) {
    writeFileSync(manifestFile, manifest);
    print('installing kepler.gl (about 650 MB, once)');
    const fault = await install();
    if (fault) return { missing: `kepler.gl cannot be installed: ${fault}` };
    writeFileSync(installed, manifest);
  }
  print('building the page of kepler.gl (once)');
  for (const name of PAGE_FILES) cpSync(join(import.meta.dirname, name), join(CACHE, name));
  await build({
    ...plain(CACHE, '/kepler/', folder),
    // what its packages expect of the builder
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
  });
  writeFileSync(mark, wanted);
  return { folder };
}

/** Builds Guatu's page of choropleth and points into a folder. */
export async function guatuPage(folder: string): Promise<void> {
  await build(plain(join(ROOT, 'web/bench'), '/map/', folder));
}

/** Settings that both pages are built with; nothing of the project's own besides. */
const plain = (root: string, base: string, outDir: string): InlineConfig => ({
  ...{ configFile: false, root, base, logLevel: 'error' },
  plugins: [precompress()],
  build: { outDir, emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 20_000 },
});

/** @returns what npm says went wrong first, or null */
function install(): Promise<string | null> {
  const args = [
    'install',
    '--fetch-retries=1',
    '--ignore-scripts',
    '--legacy-peer-deps',
    '--no-audit',
    '--no-fund',
  ];
  return new Promise((resolve) => {
    const child = spawn('npm', args, { cwd: CACHE, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code) => {
      const fault = /^npm error (.+)$/m.exec(said)?.[1];
      resolve(code === 0 ? null : (fault ?? `npm ended with ${code}`));
    });
  });
}
