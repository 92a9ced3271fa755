/**
 * How a problem is told: what happened, why we think so, and what to do, in that order; it never blames and never shows a bare
 * code. The texts are in lang/<language>/trouble-why.ts, problems.ts and causes.ts.
 */
export interface ProblemWords {
  readonly title: string
  readonly happened: string
  readonly todo: readonly string[]
  /** A line for the terminal that does what is asked for. */
  readonly command?: string
}
