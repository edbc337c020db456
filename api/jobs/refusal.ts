import { CodedError } from '#api/errors.ts';
import type { ImportProblem } from '#geodata/import/problem.ts';

/** A file that cannot be read, with the place of each fault (the first 200). */
export function refusal(problems: readonly ImportProblem[]): CodedError {
  return new CodedError(
    problems[0]?.code === 'tooLarge' ? 'tooLarge' : 'badInput',
    `The file is refused: ${problems.length} fault${problems.length === 1 ? '' : 's'}.`,
    problems.slice(0, 200).map(({ path, line, column, code, message }) => ({
      path:
        line === undefined
          ? path
          : `${path} (line ${line}${column === undefined ? '' : `, column ${column}`})`,
      code,
      message,
    })),
  );
}
