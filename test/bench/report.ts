/** One line of the table: what was measured, both figures with their units, and how they compare. */
export interface Row {
  readonly name: string
  readonly ours: string
  /** `dnsmasq 41.2 MB/s`, or why there is nothing to compare with. */
  readonly peer: string
  /** Ours to theirs, above 1 when ours is better; undefined where there is no peer. */
  readonly ratio: number | undefined
  /** `>= 0.5`, `< 150 ms`; empty for a figure without a target. */
  readonly target: string
}

const HEADINGS = ['', 'ours', 'peer', 'ratio', 'target'] as const

/** The rows as a table of text, columns aligned. */
export function table(rows: readonly Row[]): string {
  const cells = [[...HEADINGS], ...rows.map((row) => [row.name, row.ours, row.peer, ratioText(row), row.target])]
  const widths = HEADINGS.map((_, column) => Math.max(...cells.map((line) => (line[column] ?? '').length)))
  return cells
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** `12.3 MB/s` (MB = 1e6 bytes). */
export function megabytesPerSecond(bytes: number, seconds: number): string {
  return `${(bytes / seconds / 1e6).toFixed(1)} MB/s`
}

/** The middle one of several runs: one disturbed run does not count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2
}

function ratioText(row: Row): string {
  return row.ratio === undefined ? '-' : row.ratio.toFixed(2)
}
