/** What is wrong with a point, and where: a path such as `runs.3.rule`. */
export interface ServiceFault {
  path: string;
  message: string;
  code: 'invalid' | 'notFound' | 'overlap' | 'outside' | 'tooMany';
}

/** Faults told of one point: whoever has sent more mends these first. */
export const MOST_FAULTS = 20;
