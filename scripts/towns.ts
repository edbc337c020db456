import { parseArgs } from 'node:util';
import type { SessionAnswer } from '#api/contract/session.ts';
import { loadDistrict } from '#api/services/districtLoader.ts';
import { parseDay } from '#geodata/duty/calendar.ts';

const USAGE = `Loads real town polygons into a running Guatu, with generated households and visits.

  npm run towns -- --towns TOWNS.geojson --codes CODES.csv --outline DISTRICTS.geojson --district 370211
                   [--visits 200000] [--seed 1] [--url http://127.0.0.1:8787]

Start an empty Guatu for it first:  GUATU_DEMO=0 DATA_DIR=./data-towns npm start`;

const { values } = parseArgs({
  options: {
    towns: { type: 'string' },
    codes: { type: 'string' },
    outline: { type: 'string' },
    district: { type: 'string' },
    visits: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
    url: { type: 'string', default: 'http://127.0.0.1:8787' },
  },
});
const { towns, codes, outline, district, url } = values;
const visits = Number(values.visits);
if (!towns || !codes || !outline || !district || !Number.isInteger(visits)) {
  console.error(USAGE);
  process.exit(2);
}
const session = (await (await fetch(`${url}/api/session`)).json()) as SessionAnswer;
await loadDistrict(
  { towns, codes, outline, district },
  {
    url,
    seed: Number(values.seed),
    visits,
    today: parseDay(session.today)!,
    now: Date.parse(session.now),
    timezone: session.timezone,
    print: (message) => console.log(message),
  },
);
