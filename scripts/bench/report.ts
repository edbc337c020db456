import { cpus, release, totalmem, type } from 'node:os';
import { type Budget, type Figure, holds, median, quantile } from './figure.ts';

/** What the figures were measured on; ratios compare between machines, times do not. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryGB: number;
  node: string;
  os: string;
  /** Milliseconds of the fixed work that times are compared with. */
  calibrationMs: number;
}

export function describeMachine(calibrationMs: number): Machine {
  const cores = cpus();
  return {
    cpu: cores[0]?.model ?? 'unknown',
    cores: cores.length,
    memoryGB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    os: `${type()} ${release()}`,
    calibrationMs: Math.round(calibrationMs * 10) / 10,
  };
}

/** The figures as one table of text. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { bench, what, unit, rounds, budget } = figure;
    const kept = holds(figure);
    return [
      bench,
      what,
      `${number(median(rounds))} ${unit}`,
      budget ? budgetText(budget) : '',
      kept === null ? '' : kept ? 'yes' : 'NO',
      rounds.length > 1 ? `${number(quantile(rounds, 0.25))} .. ${number(quantile(rounds, 0.75))}` : '',
    ];
  });
  const lines = [['bench', 'what', 'figure', 'budget', 'holds', 'spread (quartiles)'], ...rows];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const text = (line: readonly string[]) =>
    line
      .map((cell, i) => (i === 2 ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  return [
    text(lines[0]!),
    widths.map((width) => '-'.repeat(width)).join('  '),
    ...lines.slice(1).map(text),
  ].join('\n');
}

/** One line for each budget that is missed. */
export function misses(figures: readonly Figure[]): string[] {
  return figures
    .filter((figure) => holds(figure) === false)
    .map(
      ({ bench, what, unit, rounds, budget }) =>
        `budget missed: ${bench}: ${what}: ${number(median(rounds))} ${unit}, wanted ${budgetText(budget!)}`,
    );
}

/** The figures as they are kept in `bench.json`. */
export function record(machine: Machine, figures: readonly Figure[]): string {
  const rows = figures.map((figure) => ({ ...figure, median: median(figure.rounds), holds: holds(figure) }));
  return `${JSON.stringify({ at: new Date().toISOString(), machine, figures: rows }, null, 2)}\n`;
}

function budgetText({ at, value }: Budget): string {
  return `${at === 'least' ? '>=' : '<='} ${value}`;
}

/** Three significant digits, and no exponent. */
function number(value: number): string {
  return Math.abs(value) >= 100
    ? Math.round(value).toLocaleString('en')
    : String(Number(value.toPrecision(3)));
}
