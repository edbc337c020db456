import type { z } from 'zod';
import { gapsAnswer } from '#api/contract/gaps.ts';
import { programmeDetail } from '#api/contract/programmes.ts';
import { type AssignmentInput, recordOutcome, visitsAnswer } from '#api/contract/records.ts';
import {
  assignmentsAnswer,
  officerDetail,
  officersAnswer,
  organisationDetail,
  organisationsAnswer,
  subjectDetail,
  subjectsAnswer,
} from '#api/contract/registers.ts';
import { reportAnswer, type reportInput } from '#api/contract/reports.ts';
import { get, post } from './api.ts';

/** A report as it is asked for, before the server splits lists and fills in what was left out. */
export type ReportAsked = z.input<typeof reportInput>;

/** Questions about single subjects, officers, visits and gaps: none of them belongs to the first picture. */
export const registers = {
  programme: (id: string, lang: string, signal: AbortSignal) =>
    get(programmeDetail, `/api/programmes/${encodeURIComponent(id)}`, { lang }, signal),
  /** Organisations whose name or id holds a text. */
  organisations: (query: { q?: string; limit: number }, signal: AbortSignal) =>
    get(organisationsAnswer, '/api/organisations', query, signal, 'no-store'),
  organisation: (id: string, signal: AbortSignal) =>
    get(organisationDetail, `/api/organisations/${encodeURIComponent(id)}`, {}, signal, 'no-store'),
  /** Persons, masked: never kept by the browser. */
  gaps: (
    query: {
      duty: string;
      period?: string;
      asOf?: string;
      area: string;
      /** Types of gap and tags, comma separated. */
      type?: string;
      tag?: string;
      officer?: string;
      unassigned?: '1';
      sort: 'worst' | 'days' | 'area' | 'officer';
      limit: number;
      cursor?: string;
      lang: string;
    },
    signal: AbortSignal,
  ) => get(gapsAnswer, '/api/coverage/gaps', query, signal, 'no-store'),
  /** Persons, masked: never kept by the browser. */
  officers: (query: { area?: string; limit: number }, signal: AbortSignal) =>
    get(officersAnswer, '/api/officers', query, signal, 'no-store'),
  /** Officers whose name or id holds a text; it never stands in an address. */
  findOfficers: (asked: { area?: string; q: string; limit: number }, signal: AbortSignal) =>
    post(officersAnswer, '/api/officers/search', asked, signal),
  officer: (id: string, signal: AbortSignal) =>
    get(officerDetail, `/api/officers/${encodeURIComponent(id)}`, {}, signal, 'no-store'),
  subjects: (
    query: { area: string; type?: string; on?: string; limit: number; cursor?: string | undefined },
    signal: AbortSignal,
  ) => get(subjectsAnswer, '/api/subjects', query, signal, 'no-store'),
  subject: (id: string, signal: AbortSignal) =>
    get(subjectDetail, `/api/subjects/${encodeURIComponent(id)}`, {}, signal, 'no-store'),
  visits: (
    query: {
      area?: string;
      subject?: string;
      officer?: string;
      from?: string;
      to?: string;
      limit: number;
      cursor?: string | undefined;
    },
    signal: AbortSignal,
  ) => get(visitsAnswer, '/api/visits', query, signal, 'no-store'),
  /** Assignments to a subject itself that are in force today. */
  assignmentsTo: (subject: string, signal: AbortSignal) =>
    get(assignmentsAnswer, '/api/assignments', { subject, limit: 100 }, signal, 'no-store'),
  assign: (assignment: AssignmentInput, signal: AbortSignal) =>
    post(recordOutcome, '/api/assignments', assignment, signal),
  endAssignment: (id: string, on: string, signal: AbortSignal) =>
    post(recordOutcome, `/api/assignments/${encodeURIComponent(id)}/end`, { on }, signal),
  report: (report: ReportAsked, signal: AbortSignal) => post(reportAnswer, '/api/reports', report, signal),
  reportState: (id: string, signal: AbortSignal) =>
    get(reportAnswer, `/api/reports/${id}`, {}, signal, 'no-store'),
  /** What one officer still has to call on. Persons, masked: never kept by the browser. */
  myGaps: (
    query: { duty: string; area: string; officer: string; cursor: string | undefined; lang: string },
    signal: AbortSignal,
  ) => get(gapsAnswer, '/api/coverage/gaps', { ...query, sort: 'worst', limit: 1000 }, signal, 'no-store'),
};
