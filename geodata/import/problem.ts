/** A refusal that names its place in the file, so that whoever made the file can mend it. */
export interface ImportProblem {
  /** Place by structure, such as `features[3].geometry`; `$` is the file as a whole. */
  path: string;
  /** 1-based line of the text, where the source is text. */
  line?: number;
  /** 1-based column (UTF-16 units) in that line. */
  column?: number;
  /** Stable name of what is wrong; screens translate by it. */
  code: string;
  /** The same for a person who reads logs, in English, with the figures. */
  message: string;
}

/** What every step of an import gives: the value, or every problem found (at least one). */
export type Imported<T> = ({ ok: true } & T) | { ok: false; problems: ImportProblem[] };

/** Refusal with a single problem. */
export function refused(problem: ImportProblem): { ok: false; problems: ImportProblem[] } {
  return { ok: false, problems: [problem] };
}
