/**
 * `npm test`: installs, builds and checks, then runs every test; `npm test -- geodata` runs some. The last line
 * is the count: `N passed, N failed`.
 */

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  binary,
  ensureBrowser,
  ensureBuilt,
  ensureDependencies,
  projectEnvironment,
  run,
  runProgram,
} from './setup.mjs';

/** Checks counted as one test each. */
const CHECKS = [
  ['biome', ['ci', '.']],
  ['tsc', ['--noEmit']],
];

/**
 * Counts what vitest reports. A file that did not load, or whose set-up failed, has no failing test of its own
 * and counts as one; so does a run that failed in any other way (an error outside of the tests, no report).
 */
function countReport(text, code) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  const files = text === null ? [] : JSON.parse(text).testResults;
  for (const { status, assertionResults } of files) {
    const failed = assertionResults.filter((result) => result.status === 'failed').length;
    const passed = assertionResults.filter((result) => result.status === 'passed').length;
    count.failed += status === 'failed' ? Math.max(1, failed) : failed;
    count.passed += passed;
    count.skipped += assertionResults.length - failed - passed;
  }
  if (code !== 0 && count.failed === 0) count.failed = 1;
  return count;
}

await run(async () => {
  const started = Date.now();
  ensureDependencies();
  ensureBuilt();
  const env = { ...projectEnvironment(), CHROMIUM_PATH: ensureBrowser() };
  const total = { passed: 0, failed: 0, skipped: 0 };

  for (const [name, args] of CHECKS) {
    const ok = runProgram(binary(name), args, { env }) === 0;
    console.log(`${ok ? 'ok' : 'FAILED'}: ${name} ${args.join(' ')}`);
    total[ok ? 'passed' : 'failed']++;
  }

  const folder = mkdtempSync(join(tmpdir(), 'guatu-test-'));
  let tests = 0;
  try {
    const report = join(folder, 'report.json');
    const code = runProgram(
      binary('vitest'),
      [
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
        ...process.argv.slice(2),
      ],
      { env },
    );
    const count = countReport(existsSync(report) ? readFileSync(report, 'utf8') : null, code);
    for (const key of Object.keys(total)) total[key] += count[key];
    tests = count.passed + count.failed;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (tests === 0) {
    console.error('guatu: no test ran');
    total.failed++;
  }
  console.log(`\nin ${Math.round((Date.now() - started) / 1000)} s`);
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
  return total.failed > 0 ? 1 : 0;
});
