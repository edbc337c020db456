import type { Kysely } from 'kysely';
import type { SubjectType, VisitMode, VisitOutcome } from '#geodata/model.ts';

/** Tables as the shared questions see them; `migrations.ts` of each engine makes them. */
export interface Schema {
  commit: { seq: number; at: number; day: number };
  tree_version: { version: number; validFrom: number; seq: number; tiles: string };
  area: {
    version: number;
    code: string;
    name: string;
    level: string;
    parent: string | null;
    tree: string;
    town: string;
    lft: number;
    rgt: number;
    urbanRural: string | null;
    households: number | null;
    illustrative: number;
    shape: string | null;
  };
  shape: { hash: string; west: number; south: number; east: number; north: number; geometry: string };
  programme_version: { id: string; seq: number; body: string };
  setting: { key: string; value: string };
  register_version: {
    town: string;
    kind: string;
    x: string;
    validFrom: number;
    validTo: number;
    home: string;
    type: SubjectType;
    tags: string;
    name: string;
    lon: number | null;
    lat: number | null;
    subject: string | null;
    officer: string | null;
    organisation: string | null;
    phone: string | null;
    /** The rest of what the kind has, as JSON. */
    detail: string | null;
    zones: string;
    seq: number;
    endSeq: number | null;
  };
  visit: {
    town: string;
    id: string;
    subject: string;
    day: number;
    mode: VisitMode;
    outcome: VisitOutcome;
    programme: string | null;
    area: string;
    at: number;
    receivedAt: number;
    lon: number | null;
    lat: number | null;
    note: string | null;
    fields: string | null;
    feed: string | null;
    seq: number;
    endSeq: number | null;
    voidReason: string | null;
  };
  visit_officer: { town: string; visit: string; officer: string; day: number };
  zone_member: { zone: string; x: string };
  feed_delivery: { feed: string; seq: number; at: number; day: number; recDay: number };
  closing: {
    area: string;
    duty: string;
    period: number;
    seq: number;
    at: number;
    recDay: number;
    by: string;
    note: string | null;
    figures: string;
  };
  change_log: {
    seq: number;
    towns: string;
    areas: string;
    duties: string;
    issues: number;
    services: number;
  };
  receipt: { id: string; town: string; hash: string; seq: number };
  cell: {
    town: string;
    duty: string;
    period: number;
    x: string;
    home: string;
    r: number;
    v: number;
    done: number;
    flags: number;
  };
  ever: { town: string; duty: string; x: string; firstDay: number };
  stock: {
    town: string;
    duty: string;
    area: string;
    fromPeriod: number;
    startDay: number;
    dueDay: number;
    recDay: number;
    n: number;
    r: number;
    exempt: number;
    ever: number;
    unassigned: number;
    visited: number;
    done: number;
    met: number;
  };
  flow: {
    town: string;
    duty: string;
    period: number;
    area: string;
    dueDay: number;
    recDay: number;
    visited: number;
    done: number;
    met: number;
    metLate: number;
    metUnassigned: number;
    prevMet: number;
    prevMetVisited: number;
  };
  fresh: { town: string; area: string; receivedAt: number };
}

export type Db = Kysely<Schema>;
