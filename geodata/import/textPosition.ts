/** 1-based line and column (UTF-16 units) in a text. */
export interface TextPosition {
  line: number;
  column: number;
}

/** Finds line and column of offsets in one text; lines end with `\n`. Building it reads the text once. */
export function lineFinder(text: string): (offset: number) => TextPosition {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  };
}
