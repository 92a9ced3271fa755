/** What was saved last, whatever it was: for the button that shows it. */
export class SavedFile {
  #path: string | undefined

  get path(): string | undefined {
    return this.#path
  }

  /** @param write rejects where the file was not saved */
  async keep(path: string, write: Promise<void>): Promise<void> {
    await write
    this.#path = path
  }
}
