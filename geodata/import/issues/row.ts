import type { IssueSource, ResolutionKind } from '#geodata/issue/events.ts';
import type { LonLat } from '#geodata/model.ts';
import { findCrs } from '../crsList.ts';
import { converter } from '../projection.ts';
import { momentReader } from './dates.ts';
import { ANY_OTHER, BETWEEN, type IssueMapping, type TakenState, type TakenStatus } from './mapping.ts';

/** An issue of another system as its row tells it; where it is at home is not known yet. */
export interface ReadIssue {
  reference: string;
  category: string;
  source: IssueSource;
  /** Milliseconds since 1970 UTC. */
  createdAt: number;
  /** When it was settled or refused; null while it is open. */
  closedAt: number | null;
  state: TakenState;
  kind: ResolutionKind | null;
  /** The status in the other system's own word. */
  status: string | null;
  /** WGS 84 degrees. */
  position: LonLat | null;
  /** Code of the area the row names. */
  area: string | null;
  title: string;
  text: string | null;
}

/** One thing about a row that keeps it out, or that was put aside although the row is taken. */
export interface RowProblem {
  /** Header of the column. */
  column: string;
  /** What stands there, shortened. */
  value: string;
  code: string;
  reason: string;
  /** `refused` and `duplicate` keep the row out, `kept` does not. */
  outcome: 'refused' | 'duplicate' | 'kept';
}

export interface RowOptions {
  /** Zone of moments without offset where the mapping names none. */
  timeZone: string;
  /** Milliseconds since 1970 UTC that a moment may not lie after, and not before. */
  latest: number;
  earliest: number;
}

/** Characters of each field; lengths as the interface has them. */
const LONGEST = { reference: 100, title: 200, text: 4000, value: 80 } as const;

/**
 * A reader of rows as a mapping says.
 *
 * @param header names of the columns; those the mapping names must be there (see `read.ts`)
 * @returns a function from the cells of a row to the issue, null where it is refused, and what is to be told of it
 * @throws RangeError when the time zone or the coordinate system is unknown
 */
export function rowReader(
  mapping: IssueMapping,
  header: readonly string[],
  options: RowOptions,
): (cells: readonly string[]) => { issue: ReadIssue | null; problems: RowProblem[] } {
  const at = new Map(header.map((name, i) => [name, i]));
  const { formats, timeZone } = mapping.dates;
  const readMoment = momentReader(formats, timeZone ?? options.timeZone);
  const readPosition = positionReader(mapping);
  return (cells) => {
    const problems: RowProblem[] = [];
    const cell = (column: string): string => cells[at.get(column)!]?.trim() ?? '';
    const tell: Tell = (column, code, reason, outcome = 'refused', value = cell(column)) =>
      void problems.push({ column, value: shortened(value), code, reason, outcome });
    if (cells.length !== header.length) {
      const reason = `has ${cells.length} columns, the header ${header.length}`;
      tell('', 'columnCount', reason, 'refused', '');
      return { issue: null, problems };
    }
    const row: Row = { mapping, cell, tell, options };
    const moment = (column: string): number | null => momentOf(row, readMoment, column);
    const reference = cell(mapping.reference);
    if (reference === '') tell(mapping.reference, 'noReference', 'has no reference');
    if (reference.length > LONGEST.reference)
      tell(mapping.reference, 'tooLong', `is longer than ${LONGEST.reference} characters`);
    const createdAt = moment(mapping.createdAt);
    const { state, kind, status } = statusOf(row);
    const issue = {
      reference,
      category: categoryOf(row),
      source: sourceOf(row),
      ...closingOf(row, { createdAt, state, kind }, moment),
      status,
      position: readPosition(row),
      area: mapping.area === null ? null : cell(mapping.area) || null,
      title: textOf(row, mapping.title, 'title'),
      text: textOf(row, mapping.text, 'text') || null,
    };
    if (issue.title === '') tell(mapping.title[0]!, 'noTitle', 'has no title');
    const isRefused = problems.some(({ outcome }) => outcome !== 'kept');
    return { issue: isRefused ? null : { ...issue, createdAt: createdAt! }, problems };
  };
}

/** A value as it is shown in a report: at most 80 characters, whole ones. */
export function shortened(value: string): string {
  const characters = [...value];
  return characters.length > LONGEST.value ? `${characters.slice(0, LONGEST.value - 1).join('')}…` : value;
}

type Tell = (
  column: string,
  code: string,
  reason: string,
  outcome?: RowProblem['outcome'],
  value?: string,
) => void;

interface Row {
  mapping: IssueMapping;
  cell: (column: string) => string;
  tell: Tell;
  options: RowOptions;
}

/** What a table says of a value; undefined where it says nothing. */
function lookUp<T>(table: Readonly<Record<string, T>>, value: string): T | undefined {
  if (Object.hasOwn(table, value)) return table[value];
  return Object.hasOwn(table, ANY_OTHER) ? table[ANY_OTHER] : undefined;
}

function momentOf({ cell, tell, options }: Row, read: (text: string) => number | null, column: string) {
  const text = cell(column);
  if (text === '') {
    tell(column, 'noDate', 'has no date');
    return null;
  }
  const moment = read(text);
  if (moment === null) tell(column, 'badDate', 'is no date of the formats named');
  else if (moment > options.latest) tell(column, 'future', 'lies in the future');
  else if (moment < options.earliest) tell(column, 'tooEarly', 'lies before 2000');
  return moment;
}

function statusOf({ mapping, cell, tell }: Row) {
  if (mapping.status === null) return { state: 'reported' as const, kind: null, status: null };
  const { column, states } = mapping.status;
  const status = cell(column);
  const found: TakenStatus | undefined = lookUp(states, status);
  if (found === undefined) tell(column, 'unknownStatus', 'is a status the mapping does not name');
  if (typeof found === 'object') return { ...found, status };
  const state = found ?? 'reported';
  return { state, kind: state === 'resolved' ? ('solved' as const) : null, status };
}

function categoryOf({ mapping, cell, tell }: Row): string {
  const { columns, categories } = mapping.category;
  const values = columns.map(cell);
  for (let n = values.length; n > 0; n--) {
    const key = values.slice(0, n).join(BETWEEN);
    if (Object.hasOwn(categories, key)) return categories[key]!;
  }
  const any = lookUp(categories, ANY_OTHER);
  if (any === undefined)
    tell(
      columns[0]!,
      'unknownCategory',
      'is a category the mapping does not name',
      'refused',
      values.join(BETWEEN),
    );
  return any ?? '';
}

function sourceOf({ mapping: { source }, cell, tell }: Row): IssueSource {
  if (typeof source === 'string') return source;
  const found = lookUp(source.sources, cell(source.column));
  if (found === undefined) tell(source.column, 'unknownSource', 'is a source the mapping does not name');
  return found ?? 'import';
}

type Standing = Pick<ReadIssue, 'state' | 'kind' | 'closedAt'>;

/** When it was settled, and the state that leaves it in. */
function closingOf(
  { mapping, cell, tell }: Row,
  { createdAt, state, kind }: { createdAt: number | null } & Omit<Standing, 'closedAt'>,
  moment: (column: string) => number | null,
): Standing {
  const [column] = mapping.closedAt;
  const filled = mapping.closedAt.find((each) => cell(each) !== '');
  if (state !== 'resolved' && state !== 'refused') {
    if (column !== undefined && filled === column)
      tell(column, 'closedThoughOpen', 'has a moment of closing, but its status is open: put aside', 'kept');
    return { state, kind, closedAt: null };
  }
  if (filled === undefined) {
    const isKept = mapping.closedWithoutDate === 'asAccepted';
    const reason = `is settled without a moment of closing${isKept ? ': kept as open' : ''}`;
    const place = column ?? mapping.status?.column ?? '';
    tell(place, 'noClosingDate', reason, isKept ? 'kept' : 'refused');
    return { state: 'accepted', kind: null, closedAt: null };
  }
  if (column !== filled) tell(filled, 'otherClosingDate', `stands for ${column}, which is empty`, 'kept');
  const closedAt = moment(filled);
  if (closedAt === null || createdAt === null || closedAt >= createdAt) return { state, kind, closedAt };
  const isKept = mapping.closedBeforeCreated === 'asCreated';
  const reason = `lies before its creation${isKept ? ': closed when it was created' : ''}`;
  tell(filled, 'closedBeforeCreated', reason, isKept ? 'kept' : 'refused');
  return { state, kind, closedAt: createdAt };
}

function textOf({ mapping, cell, tell }: Row, columns: readonly string[], field: 'title' | 'text'): string {
  const values = columns.map(cell).filter((value) => value !== '');
  const joined = values.join(field === 'title' ? ' · ' : '\n');
  if (joined.length > LONGEST[field]) {
    const column = columns[0] ?? mapping.reference;
    tell(column, 'tooLong', `its ${field} is longer than ${LONGEST[field]} characters`, 'refused', joined);
  }
  return joined;
}

/** Reads positions; null is one that is not located. */
function positionReader({ position }: IssueMapping): (row: Row) => LonLat | null {
  if (position === null) return () => null;
  const { x, y, crs } = position;
  const found = findCrs(crs);
  if (!found.ok) throw new RangeError(found.problems[0]!.message);
  const prefix =
    found.crs.zonePrefix && found.crs.centralMeridian !== null ? found.crs.centralMeridian / 3 : null;
  const { toWgs84 } = converter(found.crs, { order: 'eastFirst', prefix });
  return ({ cell, tell }) => {
    const texts = [cell(x), cell(y)];
    if (texts.every((text) => text === '')) {
      tell(x, 'unlocated', 'has no coordinates: kept as not located', 'kept');
      return null;
    }
    const numbers = texts.map(numberOf);
    for (const [i, column] of [x, y].entries())
      if (numbers[i] === null) tell(column, 'badCoordinate', 'is no coordinate');
    const [east, north] = numbers;
    if (east == null || north == null) return null;
    const [lon, lat] = toWgs84([east, north]);
    if (Math.abs(lon) <= 180 && Math.abs(lat) <= 90) return [lon, lat];
    tell(x, 'badCoordinate', 'lies nowhere on Earth', 'refused', texts.join(', '));
    return null;
  };
}

/** A plain decimal; thousands may be parted by commas. */
function numberOf(text: string): number | null {
  const plain = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) ? text.replaceAll(',', '') : text;
  return /^[+-]?(\d{1,18}(\.\d*)?|\.\d+)$/.test(plain) ? Number(plain) : null;
}
