import type { Commit, Scope, WriteResult } from '#api/store/store.ts';
import type { Day, SubjectType } from '#geodata/model.ts';
import type { ServicePoint, ServiceSettings } from '#geodata/service/types.ts';

/** A point as it is written; `homes` are the areas its places lie in, the first where it is at home. */
export interface ServicePointWrite {
  point: ServicePoint;
  homes: readonly string[];
}

export interface ServicePointRecord {
  point: ServicePoint;
  /** Areas of the tree in force that its places lie in: of a moving one, that of each stop, in their order. */
  homes: readonly string[];
}

export interface ServicePointsQuestion {
  /** All of the scope where it is null. A moving point counts when any stop lies within. */
  area: string | null;
  /** Points in force on this day; where `to` is named, every version in force on any day from this to that. */
  on: Day;
  to?: Day | undefined;
  /** This point alone. */
  id?: string | undefined;
}

/** How many were served at one opening. */
export interface ServiceSessionWrite {
  id: string;
  point: string;
  stop: string | null;
  day: Day;
  served: number;
}

export interface ServiceSession extends ServiceSessionWrite {
  seq: number;
}

/** Who wants a service, in columns of one length: a row is one subject in force on the day asked for. */
export interface DemandColumns {
  /** Areas of homes, and the place of each row's home in it. */
  homes: string[];
  home: Uint32Array;
  /** WGS 84 degrees; NaN where only the home is known. */
  lon: Float64Array;
  lat: Float64Array;
}

/** A travel network as it is kept: what is told of it, and its edges as the reader packed them. */
export interface KeptNetwork {
  id: string;
  name: string;
  source: 'geojson' | 'osmPbf';
  at: number;
  by: string;
  /** What the answer tells: edges, kilometres, parts ... */
  figures: { edges: number; kilometres: number; oneWay: number; ferries: number; parts: number };
}

/** A siting as it is kept: question and result as JSON of the contract. */
export interface KeptSiting {
  id: string;
  area: string;
  at: number;
  by: string;
  state: 'running' | 'done' | 'cancelled' | 'failed';
  input: string;
  result: string | null;
  failure: string | null;
}

/** Questions and writes about services; part of the store. */
export interface ServiceStore {
  writeServicePoints(rows: readonly ServicePointWrite[]): Promise<WriteResult[]>;
  /** Ends a point after a day. @returns duplicate when nothing is on record after it; `notFound` outside the scope */
  endServicePoint(scope: Scope, id: string, lastDay: Day): Promise<WriteResult>;
  /**
   * In order of id, versions of one in order of their days. A moving point is one record: whoever sees one of its
   * stops sees it whole.
   *
   * @returns null when the area is not among those that may be seen
   */
  servicePoints(scope: Scope, question: ServicePointsQuestion): Promise<ServicePointRecord[] | null>;
  /** The version in force today, else the next to come, else the last there was. */
  servicePoint(scope: Scope, id: string): Promise<ServicePointRecord | null>;
  writeServiceSessions(rows: readonly ServiceSessionWrite[]): Promise<WriteResult[]>;
  /** Sessions of these points, days included, the last written of one opening. */
  serviceSessions(points: readonly string[], from: Day, to: Day): Promise<ServiceSession[]>;
  /** Subjects below an area for which reach is asked; any of the tags. Null when the area may not be seen. */
  demand(
    scope: Scope,
    question: { area: string; type: SubjectType; tags: readonly string[]; on: Day },
  ): Promise<DemandColumns | null>;
  /** What tells one state of the subjects on record from another: a visit leaves it, a changed household does not. */
  demandState(): Promise<string>;
  /** What the district has set; null before that. */
  serviceSettings(): Promise<ServiceSettings | null>;
  putServiceSettings(settings: ServiceSettings): Promise<Commit>;
  travelNetwork(): Promise<{ kept: KeptNetwork; edges: Uint8Array } | null>;
  /** Puts another network in the place of the one in force; null takes it away. */
  writeTravelNetwork(network: { kept: KeptNetwork; edges: Uint8Array } | null): Promise<void>;
  writeSiting(siting: KeptSiting): Promise<void>;
  siting(id: string): Promise<KeptSiting | null>;
  /** Newest first. */
  sitings(
    areas: readonly string[],
    limit: number,
    before: { at: number; id: string } | null,
  ): Promise<KeptSiting[]>;
}
