import { useSyncExternalStore } from 'react';
import type { AreaDetail } from '#api/contract/areas.ts';
import type {
  CoverageAnswer,
  DutyInfo,
  ProgrammeInfo,
  RankingAnswer,
  SummaryAnswer,
} from '#api/contract/coverage.ts';
import type { EmergingAnswer } from '#api/contract/hotspots.ts';
import type { IssueSeriesAnswer, IssueSummaryAnswer } from '#api/contract/issueQuestions.ts';
import type { ReachAnswer } from '#api/contract/reach.ts';
import type { ServicePointsAnswer } from '#api/contract/servicePoints.ts';
import type { SessionAnswer } from '#api/contract/session.ts';
import type { SettingsAnswer } from '#api/contract/settings.ts';
import { ADMINISTRATIVE } from '#geodata/model.ts';
import type { Basemap, TileJson } from '../api.ts';

/** Names of communities and the towns they lie in, by code. */
export type Names = Readonly<Record<string, { name: string; parent: string | null }>>;

/** The last good answers about one area. What has never come is missing. */
export interface AreaFigures {
  detail?: AreaDetail;
  summary?: SummaryAnswer;
  /** As it stood when yesterday ended. */
  yesterday?: SummaryAnswer;
  /** By duty: the areas below. */
  coverage: Readonly<Record<string, CoverageAnswer>>;
  coverageYesterday: Readonly<Record<string, CoverageAnswer>>;
  ranking: Readonly<Record<string, RankingAnswer>>;
  categories?: IssueSummaryAnswer;
  places?: IssueSummaryAnswer;
  issuesYesterday?: IssueSummaryAnswer;
  series?: IssueSeriesAnswer;
  emerging?: EmergingAnswer;
  names?: Names;
  reach?: ReachAnswer;
  /** Moving service points. */
  services?: ServicePointsAnswer;
}

/** Everything a display shows: the last good answer to each of its questions, whatever became of the server since. */
export interface Known {
  session?: SessionAnswer;
  programmes?: readonly ProgrammeInfo[];
  tiles?: TileJson;
  basemap?: Basemap;
  settings?: SettingsAnswer;
  areas: Readonly<Record<string, AreaFigures>>;
}

const NOTHING: AreaFigures = { coverage: {}, coverageYesterday: {}, ranking: {} };

let known: Known = { areas: {} };
const listeners = new Set<() => void>();

function set(next: Known): void {
  known = next;
  for (const listener of listeners) listener();
}

/** What is known now, for whoever is no component. */
export const whatIsKnown = (): Known => known;

/** Takes over what was known before the page was opened. */
export const recall = (before: Known): void => set(before);

/** Some of something; what is undefined has not come. */
type Some<T> = { [K in keyof T]?: T[K] | undefined };

/** Notes good answers about the whole. */
export function learn(news: Some<Omit<Known, 'areas'>>): void {
  set({ ...known, ...present(news) });
}

/** Notes good answers about an area. */
export function learnOf(area: string, news: Some<AreaFigures>): void {
  const before = known.areas[area] ?? NOTHING;
  const next: AreaFigures = { ...before, ...present(news) };
  for (const table of ['coverage', 'coverageYesterday', 'ranking'] as const)
    Object.assign(next, { [table]: { ...before[table], ...news[table] } });
  set({ ...known, areas: { ...known.areas, [area]: next } });
}

/** Without what has not come: an answer that is missing takes nothing away. */
function present<T extends object>(news: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(news).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

export function onLearnt(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useKnown = (): Known => useSyncExternalStore(onLearnt, whatIsKnown);

export interface Duty {
  programme: ProgrammeInfo;
  duty: DutyInfo;
}

/** Every duty that is kept by administrative areas, which the wall shows, in the order of the programmes. */
export const dutiesOf = ({ programmes = [] }: Pick<Known, 'programmes'>): Duty[] =>
  programmes.flatMap((programme) =>
    programme.duties.filter(({ tree }) => tree === ADMINISTRATIVE).map((duty) => ({ programme, duty })),
  );
