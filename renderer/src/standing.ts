/**
 * How long a machine stood on each rung: from when it was reached until the next one that was seen. Live and in the journal alike.
 *
 * @param times when each rung was reached, from the bottom, ms; undefined for one that nobody saw
 * @returns undefined for those, and for the last one that was seen: it is still open
 */
export function standingMs(times: readonly (number | undefined)[]): readonly (number | undefined)[] {
  return times.map((at, index) => {
    const next = times.slice(index + 1).find((later) => later !== undefined)
    return at === undefined || next === undefined ? undefined : Math.max(0, next - at)
  })
}
