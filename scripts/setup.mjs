/**
 * What has to be there before anything can start. This file and those that import it run under whatever Node
 * the machine has, before a single package is installed: plain JavaScript, Node's own modules only.
 */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the project. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

const modules = join(root, 'node_modules');
const installMark = join(modules, '.guatu-installed');
const dist = join(root, 'web', 'dist');
const buildMark = join(dist, '.stamp');

/** Sources of the web app: when one of these changes it is built again. */
const WEB_SOURCES = ['web', 'geodata', 'api/contract', 'vite.config.ts', 'tsconfig.json'];

/** What `stop` throws: everything has been said, only the exit code is left. */
export class SetupError extends Error {}

/** Ends set-up with one line that says what is wrong and what to do. */
function stop(message) {
  throw new SetupError(message);
}

/** Runs `main` and ends the process with the code it answers; set-up errors are one line without a stack. */
export async function run(main) {
  try {
    refuseOldNode();
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`guatu: ${error.message}`);
    process.exitCode = 1;
  }
}

function refuseOldNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) stop(`Node ${process.versions.node} is too old: install Node 20 or newer to start Guatu`);
}

/** Runs a program in the project's folder, its output on the terminal; answers its exit code. */
export function runProgram(program, args, options = {}) {
  const result = spawnSync(program, args, { cwd: root, stdio: 'inherit', ...options });
  if (result.error) stop(`cannot run ${program}: ${result.error.message}`);
  return exitCode(result.status, result.signal);
}

/** Exit code of a child as a shell gives it: 128 + signal when one ended it. */
export function exitCode(status, signal) {
  if (status !== null) return status;
  return 128 + (constants.signals[signal] ?? 0);
}

/** Path of a command that a package brought. */
export function binary(name) {
  return join(modules, '.bin', process.platform === 'win32' ? `${name}.cmd` : name);
}

/** The environment in which `node` is the project's own Node. */
export function projectEnvironment() {
  const separator = process.platform === 'win32' ? ';' : ':';
  return { ...process.env, PATH: `${join(modules, '.bin')}${separator}${process.env.PATH ?? ''}` };
}

function hashOf(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

function readMark(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

/**
 * Installs the packages when they are missing or were installed for another package.json or lock file.
 *
 * `npm install --no-save` and not `npm ci`: a lock file written where other platforms' optional packages could
 * not be fetched lacks them, and `npm ci` refuses it.
 *
 * @returns path of the project's own Node (24)
 */
export function ensureDependencies() {
  const node = binary('node');
  const manifests = ['package.json', 'package-lock.json'].map((name) => join(root, name));
  const wanted = hashOf(manifests.filter(existsSync).map((path) => readFileSync(path)));
  if (readMark(installMark) === wanted && existsSync(node)) return node;
  console.error('guatu: installing packages, about a minute the first time ...');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // Only the package 'node' may run a script: an older npm would otherwise compile better-sqlite3 for the
  // system's Node, though the package carries what is needed. Its report goes where progress goes, so that
  // stdout stays the program's own.
  const steps = [
    ['install', '--no-save', '--no-audit', '--no-fund', '--include=dev', '--ignore-scripts'],
    ['rebuild', 'node'],
  ];
  for (const args of steps) {
    const code = runProgram(npm, args, { stdio: ['inherit', process.stderr, 'inherit'] });
    if (code !== 0)
      stop(`npm ${args[0]} failed (exit code ${code}): see the lines above; is the registry reachable?`);
  }
  if (!existsSync(node)) stop("the package 'node' brought no binary: allow its install script and try again");
  writeFileSync(installMark, wanted);
  return node;
}

/** Path, size and time of change of every file below a path of the project, as texts. */
function describeFiles(path, found = []) {
  const full = join(root, path);
  const stat = statSync(full, { throwIfNoEntry: false });
  if (!stat) return found;
  if (!stat.isDirectory()) {
    found.push(`${path} ${stat.size} ${stat.mtimeMs}`);
    return found;
  }
  for (const name of readdirSync(full).sort()) {
    const isOutput = full === join(root, 'web') && name === 'dist';
    if (!isOutput && name !== 'e2e' && !name.startsWith('.')) describeFiles(`${path}/${name}`, found);
  }
  return found;
}

/** Builds the web app into web/dist when it is missing or older than what it is made of. */
export function ensureBuilt() {
  if (!existsSync(join(root, 'web', 'index.html')))
    stop('web/index.html is missing: there is no web app to build');
  const sources = [...WEB_SOURCES, 'package-lock.json'].flatMap((path) => describeFiles(path));
  const wanted = hashOf(sources.filter((line) => !/\.test\.tsx? /.test(line)));
  if (readMark(buildMark) === wanted) return;
  console.error('guatu: building the web app ...');
  const args = [join(modules, 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'];
  const code = runProgram(binary('node'), args, {
    env: projectEnvironment(),
    stdio: ['inherit', process.stderr, 'inherit'],
  });
  if (code !== 0) stop(`vite build failed (exit code ${code}): see the lines above`);
  mkdirSync(dist, { recursive: true });
  writeFileSync(buildMark, wanted);
}

/** Full path of the first of these programs that is on the PATH, or `null`. */
function findProgram(names) {
  const folders = (process.env.PATH ?? '').split(':').filter(Boolean);
  const candidates = names.flatMap((name) =>
    name.includes('/') ? [name] : folders.map((folder) => join(folder, name)),
  );
  return candidates.find((path) => existsSync(path)) ?? null;
}

function findBrowser() {
  const given = process.env.CHROMIUM_PATH;
  if (given)
    return existsSync(given) ? given : stop(`CHROMIUM_PATH names a file that does not exist: ${given}`);
  return findProgram([
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ]);
}

function hasChineseFont() {
  // elsewhere the system brings Chinese fonts
  if (process.platform !== 'linux') return true;
  const list = spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' });
  return list.status === 0 && list.stdout.trim() !== '';
}

/**
 * Finds the browser and the Chinese font that the browser tests need, and installs them where that is possible
 * without asking: as root on Debian or Ubuntu.
 *
 * @returns path of the browser
 */
export function ensureBrowser() {
  const missing = () => [
    ...(findBrowser() ? [] : ['chromium']),
    ...(hasChineseFont() ? [] : ['fonts-noto-cjk', 'fontconfig']),
  ];
  const packages = missing();
  if (packages.length === 0) return findBrowser();
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version') || !findProgram(['apt-get'])) {
    stop(
      `the browser tests need ${packages.join(' and ')}: run 'sudo apt-get ${install.join(' ')}'` +
        (packages.includes('chromium') ? ', or set CHROMIUM_PATH to a Chromium or Chrome' : ''),
    );
  }
  console.error(`guatu: installing ${packages.join(', ')} ...`);
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', process.stderr, 'inherit'],
  };
  // an update that fails for one source of many is no reason to stop; the install tells
  runProgram('apt-get', ['update', '-q'], options);
  const code = runProgram('apt-get', install.concat('-q'), options);
  if (code !== 0 || missing().length > 0) {
    stop(`apt-get ${install.join(' ')} failed (exit code ${code}): see the lines above`);
  }
  return findBrowser();
}
