import type { JobAnswer } from '#api/contract/jobs.ts';
import { ApiError } from '../../api.ts';
import { imports } from '../../apiImports.ts';

/** Milliseconds between looks at a job. */
const PACE_MS = 400;

/** How far something is: share done 0..1, and the key of the words for what is being done. */
export interface Step {
  share: number;
  doing: 'sending' | 'waiting' | 'reading' | 'checking' | 'writing' | 'undoing';
}

const DOINGS = ['waiting', 'reading', 'checking', 'writing', 'undoing'] as const;

/**
 * Waits for the end of a job.
 *
 * @returns id of the import it is about
 * @throws ApiError with the problem it ended with
 */
export async function followJob(first: JobAnswer, told: (step: Step) => void): Promise<string> {
  let job = first;
  const { signal } = new AbortController();
  while (job.state === 'waiting' || job.state === 'running') {
    const doing = DOINGS.find((each) => each === job.doing);
    if (doing) told({ share: job.progress, doing });
    await new Promise((wake) => setTimeout(wake, PACE_MS));
    // in English what is being done is told by its key
    job = await imports.job(job.id, 'en', signal);
  }
  if (job.state !== 'done') throw new ApiError(job.problem?.status ?? 409, job.problem);
  return job.result!.import!;
}
