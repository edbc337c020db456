import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'vitest';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../../shared/reference');

/**
 * Runs tests that need a folder of published reference data beside the project. Where the folder is
 * missing they fail by name when `CI` is set and are skipped with a printed line on any other machine.
 *
 * @param folder name below the reference folder, such as `coordinates`
 * @param body receives `path` (absolute path of a file in the folder) and `text` (its content, UTF-8)
 */
export function describeWithReference(
  folder: string,
  body: (files: { path: (name: string) => string; text: (name: string) => string }) => void,
): void {
  const base = join(root, folder);
  if (existsSync(base)) {
    describe(`reference ${folder}`, () =>
      body({ path: (name) => join(base, name), text: (name) => readFileSync(join(base, name), 'utf8') }));
    return;
  }
  if (process.env.CI) {
    test(`reference ${folder}`, () => {
      throw new Error(`reference data '${folder}' is missing: ${base}`);
    });
    return;
  }
  console.warn(`reference data '${folder}' is not on this machine: its tests are skipped`);
  test.skip(`reference ${folder}`, () => {});
}
