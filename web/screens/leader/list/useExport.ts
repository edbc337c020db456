import { useEffect, useRef, useState } from 'react';
import type { Problem } from '#api/contract/common.ts';
import { ApiError } from '../../../api.ts';
import type { ReportAsked } from '../../../apiRegisters.ts';
import { type GapsAsked, gapsParams } from '../../../queries/gaps.ts';

export const FORMATS = ['xlsx', 'csv', 'geojson'] as const;
export type Format = (typeof FORMATS)[number];

/** Places out of reach as they are listed; null is what the district is set to. */
interface FarAsked {
  area: string;
  level: 'town' | 'community' | 'grid';
  kinds: string | null;
  demand: string | null;
  metres: number | null;
  from: string | null;
  to: string | null;
}

/** What is written: the list as it is filtered and ordered, what a siting chose, or the figures of the areas below. */
export type ExportAsked =
  | { kind: 'gaps'; query: GapsAsked }
  | { kind: 'siting'; id: string }
  | { kind: 'outOfReach'; query: FarAsked }
  | { kind: 'coverage'; query: { duty: string; period: string | null; asOf: string | null; area: string } };

export type ExportState =
  | { step: 'idle' }
  | { step: 'writing'; progress: number }
  | { step: 'done'; rows: number }
  | { step: 'failed'; problem: Problem | null };

/** How often it is asked how far the file is. */
const ASK_MS = 400;
/** How long the button says that the file is there. */
const DONE_MS = 4000;

/** Has a file written, waits for it and hands it to the browser. */
export function useExport(asked: ExportAsked) {
  const [state, setState] = useState<ExportState>({ step: 'idle' });
  const format = useRef<Format>('xlsx');
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const start = (chosen: Format) => {
    running.current?.abort();
    const stop = new AbortController();
    running.current = stop;
    format.current = chosen;
    setState({ step: 'writing', progress: 0 });
    write(reportOf(asked, chosen, location.href), stop.signal, (progress) =>
      setState({ step: 'writing', progress }),
    ).then(
      ({ url, name, rows }) => {
        if (stop.signal.aborted) return;
        download(url, name);
        setState({ step: 'done', rows });
        setTimeout(() => setState((now) => (now.step === 'done' ? { step: 'idle' } : now)), DONE_MS);
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        const known = error instanceof ApiError || error instanceof ReportFailed;
        setState({ step: 'failed', problem: known ? error.problem : null });
      },
    );
  };
  return {
    state,
    start,
    retry: () => start(format.current),
    dismiss: () => setState({ step: 'idle' }),
  };
}

class ReportFailed extends Error {
  readonly problem: Problem | null;
  constructor(problem: Problem | null) {
    super(problem?.detail ?? 'the file could not be written');
    this.problem = problem;
  }
}

/** Leaves out what is null, as the contract wants it. */
const given = ({ area, level, kinds, demand, metres, from, to }: FarAsked) => ({
  ...{ area, level },
  ...(kinds === null ? {} : { kinds }),
  ...(demand === null ? {} : { demand }),
  ...(metres === null ? {} : { metres }),
  ...(from === null ? {} : { from }),
  ...(to === null ? {} : { to }),
});

/** The report in the words of the interface, with the address of the screen it is made from. */
export function reportOf(asked: ExportAsked, format: Format, link: string): ReportAsked {
  if (asked.kind === 'gaps') return { kind: 'gaps', format, link, query: gapsParams(asked.query) };
  if (asked.kind === 'siting') return { kind: 'siting', format, link, query: { id: asked.id } };
  if (asked.kind === 'outOfReach') return { kind: 'outOfReach', format, link, query: given(asked.query) };
  const { duty, area, period, asOf } = asked.query;
  return {
    kind: 'coverage',
    format,
    link,
    query: {
      duty,
      area,
      ...(period === null ? {} : { period }),
      ...(asOf === null ? {} : { asOf }),
    },
  };
}

async function write(report: ReportAsked, signal: AbortSignal, onProgress: (share: number) => void) {
  const { registers } = await import('../../../apiRegisters.ts');
  let answer = await registers.report(report, signal);
  while (answer.file === null) {
    if (answer.state === 'failed' || answer.state === 'cancelled') throw new ReportFailed(answer.problem);
    onProgress(answer.progress);
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
    answer = await registers.reportState(answer.id, signal);
  }
  return answer.file;
}

function download(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}
