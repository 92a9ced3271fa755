/**
 * What reading the directories of one image may cost in all. Directories of a hostile image can share their bytes, so that a
 * small image holds any number of them, each within the bounds of a single one.
 */

/** The one problem that is not a directory's own. */
export const BUDGET_SPENT = 'the directories of the image hold more entries than those of any real one'

/** Twice the largest real image: Debian's double-layer Blu-ray has about 70,000 files. */
const MAX_RECORDS = 140_000
/** Records of 140,000 files with Rock Ridge take about 28 MiB. */
const MAX_DIRECTORY_BYTES = 128 * 1024 * 1024
/** Few records have a continuation area, and it takes some hundred bytes. */
const MAX_CONTINUATION_BYTES = 32 * 1024 * 1024

/** Counts down. Each `take` answers whether there was enough; once there was not, there never is again. */
export class DirectoryBudget {
  #records = MAX_RECORDS
  #directoryBytes = MAX_DIRECTORY_BYTES
  #continuationBytes = MAX_CONTINUATION_BYTES

  get spent(): boolean {
    return Math.min(this.#records, this.#directoryBytes, this.#continuationBytes) < 0
  }

  takeRecords(count: number): boolean {
    this.#records -= count
    return !this.spent
  }

  takeDirectoryBytes(count: number): boolean {
    this.#directoryBytes -= count
    return !this.spent
  }

  takeContinuationBytes(count: number): boolean {
    this.#continuationBytes -= count
    return !this.spent
  }
}
