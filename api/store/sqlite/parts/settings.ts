import type { Connections } from '#api/store/sqlite/connections.ts';

/** What is set under a key; null where nothing is. */
export async function readSetting(connections: Connections, key: string): Promise<unknown> {
  const row = await connections.read((db) =>
    db.selectFrom('setting').select('value').where('key', '=', key).executeTakeFirst(),
  );
  return row ? (JSON.parse(row.value) as unknown) : null;
}
