import { type Neighbours, RowBuilder } from './neighbours.ts';

/** Rows written out. */
export function neighboursOf(rows: readonly (readonly number[])[]): Neighbours {
  const builder = new RowBuilder(rows.length);
  for (const row of rows) {
    for (const neighbour of row) builder.push(neighbour);
    builder.endRow();
  }
  return builder.finish();
}

/** The rows of an answer. */
export function rowsOf({ offsets, neighbours }: Neighbours): number[][] {
  return Array.from({ length: offsets.length - 1 }, (_, i) => [
    ...neighbours.subarray(offsets[i], offsets[i + 1]),
  ]);
}

/** A chessboard, each square with those that touch it, corners too. */
export function chessboard(width: number, height: number): Neighbours {
  const builder = new RowBuilder(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      for (let r = Math.max(0, row - 1); r <= Math.min(height - 1, row + 1); r++)
        for (let c = Math.max(0, column - 1); c <= Math.min(width - 1, column + 1); c++)
          if (r !== row || c !== column) builder.push(r * width + c);
      builder.endRow();
    }
  }
  return builder.finish();
}

/** Columns of a CSV without quoted commas, by their heads. */
export function readColumns(csv: string): Record<string, Float64Array> {
  const [head = '', ...lines] = csv.replaceAll('"', '').trim().split(/\r?\n/);
  const cells = lines.map((line) => line.split(','));
  return Object.fromEntries(
    head.split(',').map((name, i) => [name, Float64Array.from(cells, (line) => Number(line[i]))]),
  );
}

/** Neighbours from a file of pairs `i,j`. */
export function readPairs(csv: string, count: number): Neighbours {
  const { i = new Float64Array(), j = new Float64Array() } = readColumns(csv);
  const rows: number[][] = Array.from({ length: count }, () => []);
  i.forEach((from, k) => {
    rows[from]?.push(j[k] as number);
  });
  return neighboursOf(rows);
}

/** The greatest difference between two columns. */
export function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] as number) - (b[i] as number));
    if (!(difference <= most)) most = difference;
  }
  return most;
}
