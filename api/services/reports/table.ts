import type { Geometry } from 'geojson';

/** How a cell is written: real numbers and dates where the format has them. */
export type CellKind = 'text' | 'count' | 'share' | 'points' | 'day' | 'instant';

/**
 * `share` is a share of 1, `points` a difference of shares; `day` is YYYY-MM-DD, `instant` RFC 3339 whose local
 * part is shown.
 */
export interface ReportColumn {
  /** Name in GeoJSON. */
  key: string;
  header: string;
  kind: CellKind;
  /** Characters wide. */
  width: number;
}

/** What is said about the table: what, when, for whom, by which definition. */
export interface ReportNote {
  key: string;
  label: string;
  value: string;
}

/** A table to be written to a file, whatever its format. */
export interface ReportTable {
  /** Name of the sheet with the rows, and of the one with the notes. */
  sheets: [rows: string, notes: string];
  title: string;
  columns: readonly ReportColumn[];
  rows: readonly (readonly (string | number | null)[])[];
  notes: readonly ReportNote[];
  /** One for each row, for GeoJSON. */
  geometries: readonly (Geometry | null)[];
}

const REPORT_FORMATS = ['xlsx', 'csv', 'geojson'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];
