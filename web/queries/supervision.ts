import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { recordOutcome } from '#api/contract/records.ts';
import {
  type SupervisionEventInput,
  type supervisionInput,
  supervisionItem,
  supervisionsAnswer,
  unmaskedSupervision,
} from '#api/contract/supervision.ts';
import { get, send } from '../api.ts';

const POLL_MS = 60_000;
const PAGE = 100;

/** An item as it is sent. */
export type SupervisionSent = z.input<typeof supervisionInput>;

/** Supervised items of an area, or of one issue, open ones first. About persons: dropped as soon as nobody looks. */
export const supervisionsQuery = (q: { area: string; issue?: string; lang: string }) =>
  queryOptions({
    queryKey: ['supervision', q.area, q.issue ?? null, q.lang],
    queryFn: ({ signal }) =>
      get(supervisionsAnswer, '/api/supervision', { ...q, limit: PAGE }, signal, 'no-store'),
    refetchInterval: POLL_MS,
    gcTime: 0,
  });

/** One item. Where it is addressed to whoever looks, it has been read by this. */
export const supervisionQuery = (id: string, lang: string) =>
  queryOptions({
    queryKey: ['supervision', 'item', id, lang],
    queryFn: ({ signal }) =>
      get(supervisionItem, `/api/supervision/${encodeURIComponent(id)}`, { lang }, signal, 'no-store'),
    gcTime: 0,
  });

export const supervision = {
  issue: (item: SupervisionSent) => send('POST', recordOutcome, '/api/supervision', item),
  happen: (id: string, event: SupervisionEventInput) =>
    send('POST', recordOutcome, `/api/supervision/${encodeURIComponent(id)}/events`, event),
  /** What was written. Every call leaves an entry in the audit. */
  unmask: (id: string) =>
    send('POST', unmaskedSupervision, `/api/supervision/${encodeURIComponent(id)}/unmask`),
};
