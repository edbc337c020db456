import { mkdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReportAnswer, ReportInput } from '#api/contract/reports.ts';
import { CodedError } from '#api/errors.ts';
import type { Asking, ServiceContext } from '#api/services/context.ts';
import type { CoverageService } from '#api/services/coverage.ts';
import type { GapListService } from '#api/services/gapList.ts';
import type { JobRegistry } from '#api/services/jobRegistry.ts';
import { type Progress, stepOf } from '#api/services/jobs.ts';
import type { ReachService } from '#api/services/reach.ts';
import { coverageTable } from '#api/services/reports/coverageReport.ts';
import { gapTable } from '#api/services/reports/gapReport.ts';
import { outOfReachTable, sitingTable } from '#api/services/reports/reachReport.ts';
import type { ReportNote, ReportTable } from '#api/services/reports/table.ts';
import { definitionOf, WORDS, wordIn } from '#api/services/reports/words.ts';
import type { SitingService } from '#api/services/siting.ts';
import { formatInstant } from '#geodata/duty/calendar.ts';

/** Rows read at once: reading more would hold up the loop while they are handed over. */
const PAGE = 2000;
/** Most rows of a file. */
const MOST_ROWS = 200_000;
/** A file is kept so long, milliseconds. */
const KEEP_MS = 3_600_000;
/** Share of the work that is done when the rows are read. */
const READ = 0.7;

interface Kept {
  input: ReportInput;
  /** Bytes and rows; null until it is written. */
  file: { path: string; name: string; bytes: number; rows: number } | null;
  until: number;
}

/** What is said of every table, and the table. */
interface Made {
  table: ReportTable;
  name: string;
}

/** Files of exactly what a list or a map shows, written by jobs and kept for an hour. */
export class ReportService {
  readonly #context: ServiceContext;
  readonly #running: JobRegistry;
  readonly #coverage: CoverageService;
  readonly #gapList: GapListService;
  readonly #reach: ReachService;
  readonly #sitings: SitingService;
  readonly #dir: string;
  readonly #kept = new Map<string, Kept>();

  /** @param dir folder of the files; what an earlier run left there is removed */
  constructor(
    context: ServiceContext,
    parts: {
      running: JobRegistry;
      coverage: CoverageService;
      gapList: GapListService;
      reach: ReachService;
      sitings: SitingService;
    },
    dir: string,
  ) {
    this.#context = context;
    this.#running = parts.running;
    this.#coverage = parts.coverage;
    this.#gapList = parts.gapList;
    this.#reach = parts.reach;
    this.#sitings = parts.sitings;
    this.#dir = dir;
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { recursive: true });
  }

  /**
   * Starts the writing of a file.
   *
   * @param by who has it written; stands in the file
   * @throws CodedError what the question itself is refused with; `tooLarge` for too many rows
   */
  async start(asking: Asking, input: ReportInput, by: string): Promise<ReportAnswer> {
    this.#forget();
    // Refused now and not by the job: the asker reads it in the answer.
    await this.#refuse(asking, input);
    const kept: Kept = { input, file: null, until: Number.POSITIVE_INFINITY };
    const job = this.#running.start('report', async (onProgress, signal) => {
      const { table, name } = await this.#make(asking, input, by, stepOf(onProgress, 0, READ), signal);
      const path = join(this.#dir, `${job.id}.${input.format}`);
      const bytes = await this.#context.jobs.writeReport(
        { file: path, format: input.format, table },
        stepOf(onProgress, READ, 1),
        signal,
      );
      kept.file = { path, name: `${name}.${input.format}`, bytes, rows: table.rows.length };
      kept.until = this.#context.now() + KEEP_MS;
      return { report: job.id };
    });
    this.#kept.set(job.id, kept);
    return this.get(job.id);
  }

  /** @throws CodedError `notFound` for one that never was or is no longer kept */
  get(id: string): ReportAnswer {
    this.#forget();
    const kept = this.#kept.get(id);
    if (!kept) throw new CodedError('notFound', `There is no report ${id}.`);
    const { state, progress, doing, problem } = this.#running.get(id);
    const { input, file, until } = kept;
    return {
      id,
      kind: input.kind,
      format: input.format,
      state,
      progress,
      doing,
      file:
        file && state === 'done'
          ? {
              url: `/api/reports/${id}/file`,
              name: file.name,
              bytes: file.bytes,
              rows: file.rows,
              until: formatInstant(until, this.#context.timezone),
            }
          : null,
      problem,
    };
  }

  /** @throws CodedError `notFound` when there is no such file, or not yet */
  file(id: string): { path: string; name: string; bytes: number; format: ReportInput['format'] } {
    const { file } = this.get(id);
    const kept = this.#kept.get(id)!;
    if (!file || !kept.file) throw new CodedError('notFound', `Report ${id} has no file yet.`);
    return { path: kept.file.path, name: file.name, bytes: file.bytes, format: kept.input.format };
  }

  /** @throws CodedError what the question itself is refused with; `tooLarge`; `conflict` for a siting without result */
  async #refuse(asking: Asking, input: ReportInput): Promise<void> {
    if (input.kind === 'coverage')
      await this.#coverage.coverage(asking, { ...input.query, by: 'area', smallCells: 'shown' });
    else if (input.kind === 'siting') {
      const { result } = await this.#sitings.get(asking, input.query.id);
      if (!result)
        throw new CodedError('conflict', `Siting ${input.query.id} has found nothing that could be written.`);
    } else {
      const { matching } =
        input.kind === 'gaps'
          ? await this.#gapList.gaps(asking, { ...input.query, limit: 1 })
          : await this.#reach.outOfReach(asking, { ...input.query, limit: 1 });
      if (matching > MOST_ROWS)
        throw new CodedError('tooLarge', `The list has ${matching} rows; a file has at most ${MOST_ROWS}.`);
    }
  }

  /** What every file says of itself beside what is its own. */
  #noted(
    asking: Asking,
    input: ReportInput,
    by: string,
    told: { title: string; what: string; area: { code: string; name: string }; commit: number | null },
    body: Omit<ReportTable, 'title' | 'sheets'>,
  ): Made {
    const { lang } = asking;
    const say = (word: keyof typeof WORDS): string => wordIn(lang, WORDS[word]);
    const moment = formatInstant(asking.now, this.#context.timezone);
    const { title, what, area, commit } = told;
    const notes: ReportNote[] = [
      { key: 'what', label: say('what'), value: title },
      { key: 'area', label: say('forWhom'), value: `${area.name} ${area.code}` },
      { key: 'by', label: say('by'), value: by },
      { key: 'asOf', label: say('asOf'), value: moment },
      { key: 'rows', label: say('rows'), value: String(body.rows.length) },
      ...body.notes,
      ...(commit === null ? [] : [{ key: 'commit', label: say('commit'), value: String(commit) }]),
      ...(input.link === undefined ? [] : [{ key: 'link', label: say('link'), value: input.link }]),
    ];
    const stamp = moment.slice(0, 16).replace(/[-:]/g, '').replace('T', '-');
    return {
      table: { ...body, title: `${area.name} ${title}`, sheets: [what, say('about')], notes },
      name: fileName([area.name, title, stamp]),
    };
  }

  async #outOfReach(
    asking: Asking,
    input: Extract<ReportInput, { kind: 'outOfReach' }>,
    by: string,
    onProgress: Progress,
    signal: AbortSignal,
  ): Promise<Made> {
    const pages = [];
    let cursor: string | undefined;
    do {
      signal.throwIfAborted();
      const page = await this.#reach.outOfReach(asking, {
        ...input.query,
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      pages.push(page);
      onProgress(Math.min(1, (pages.length * PAGE) / Math.max(1, page.matching)), 'reading');
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    const first = pages[0]!;
    const what = wordIn(asking.lang, WORDS.outOfReach);
    const body = outOfReachTable(
      asking.lang,
      input.query,
      first,
      pages.flatMap(({ items }) => items),
    );
    const { area, commit } = first;
    return this.#noted(
      asking,
      input,
      by,
      { title: `${first.demand.name} ${what}`, what, area, commit },
      body,
    );
  }

  async #siting(asking: Asking, input: Extract<ReportInput, { kind: 'siting' }>, by: string): Promise<Made> {
    const siting = await this.#sitings.get(asking, input.query.id);
    const { tree } = await this.#context.store.treeState();
    const code = siting.input.area;
    const area = { code, name: tree.get(code)?.name ?? code };
    const what = wordIn(asking.lang, WORDS.siting);
    const body = sitingTable(asking.lang, siting);
    return this.#noted(asking, input, by, { title: what, what, area, commit: null }, body);
  }

  async #make(
    asking: Asking,
    input: ReportInput,
    by: string,
    onProgress: Progress,
    signal: AbortSignal,
  ): Promise<Made> {
    if (input.kind === 'outOfReach') return this.#outOfReach(asking, input, by, onProgress, signal);
    if (input.kind === 'siting') return this.#siting(asking, input, by);
    const { store, timezone } = this.#context;
    const { lang } = asking;
    const say = (word: keyof typeof WORDS): string => wordIn(lang, WORDS[word]);
    const answer =
      input.kind === 'gaps'
        ? await this.#gaps(asking, input.query, onProgress, signal)
        : await this.#areas(asking, input.query);
    const { period, area, commit, dutyVersion, asOf, body } = answer;
    const record = (await store.duties()).find(({ duty }) => duty.id === input.query.duty);
    // The rule in force in the period; the duty may have been given another one since.
    const version = record?.rule.versions.find((each) => each.version === dutyVersion);
    const duty = version?.duty ?? record?.duty;
    const moment = formatInstant(asking.now, timezone);
    const dutyName = duty ? wordIn(lang, duty.name) : input.query.duty;
    const what = input.kind === 'gaps' ? say('list') : say('table');
    const title = `${area.name} ${dutyName} ${period.key} ${what}`;
    const [filter, ...rest] = body.notes;
    const notes: ReportNote[] = [
      { key: 'what', label: say('what'), value: `${dutyName} · ${what}` },
      { key: 'area', label: say('forWhom'), value: `${area.name} ${area.code}` },
      { key: 'by', label: say('by'), value: by },
      { key: 'period', label: say('period'), value: `${period.key} (${period.start} – ${period.end})` },
      { key: 'asOf', label: say('asOf'), value: asOf ?? moment },
      { key: 'rows', label: say('rows'), value: String(body.rows.length) },
      ...(filter ? [filter] : []),
      ...rest,
      { key: 'definition', label: say('definition'), value: duty ? definitionOf(duty, lang) : '' },
      { key: 'dutyVersion', label: say('version'), value: String(dutyVersion) },
      { key: 'commit', label: say('commit'), value: String(commit) },
      ...(input.link === undefined ? [] : [{ key: 'link', label: say('link'), value: input.link }]),
    ];
    return {
      table: { ...body, title, sheets: [what, say('about')], notes },
      name: fileName([
        area.name,
        dutyName,
        period.key,
        what,
        moment.slice(0, 16).replace(/[-:]/g, '').replace('T', '-'),
      ]),
    };
  }

  async #gaps(
    asking: Asking,
    query: Extract<ReportInput, { kind: 'gaps' }>['query'],
    onProgress: Progress,
    signal: AbortSignal,
  ) {
    const pages = [];
    let cursor: string | undefined;
    do {
      signal.throwIfAborted();
      const page = await this.#gapList.gaps(asking, {
        ...query,
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      pages.push(page);
      onProgress(Math.min(1, (pages.length * PAGE) / Math.max(1, page.matching)), 'reading');
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    const first = pages[0]!;
    const items = pages.flatMap((page) => page.items);
    return {
      ...first,
      asOf: query.asOf,
      body: gapTable(asking.lang, query, first, items),
    };
  }

  async #areas(asking: Asking, query: Extract<ReportInput, { kind: 'coverage' }>['query']) {
    const { store } = this.#context;
    const answer = await this.#coverage.coverage(asking, { ...query, by: 'area', smallCells: 'shown' });
    const shapes = await store.shapes(asking.scope, answer.columns.code);
    return { ...answer, asOf: query.asOf, body: coverageTable(asking.lang, answer, shapes) };
  }

  /** Takes away what has been kept long enough. */
  #forget(): void {
    for (const [id, { until, file }] of this.#kept)
      if (until <= this.#context.now()) {
        this.#kept.delete(id);
        if (file) void rm(file.path, { force: true });
      }
  }
}

/** A name every file system takes. */
function fileName(parts: readonly string[]): string {
  return parts
    .join('_')
    .replace(/[\\/:*?"<>|\p{Cc}\s]+/gu, '-')
    .slice(0, 120);
}
