/** The pages on the right side, and what stands around them. */
export const pages = {
  label: 'Pages',
  machines: 'Machines',
  history: 'History',
  checks: 'Checks',
  screen: 'What does its screen say?',
  /** For a row of tabs that has no room for all of it. */
  screenShort: 'Screen',
  settings: 'Settings',
  /** Text pasted on the window that names no file. */
  paste: {
    other: (line: string) =>
      `“${line}” is no whole path, and no address. Copy the path of a file, or drop the file here.`,
    secret: 'What was copied names no file. Copy the path of a file, or drop the file here.',
  },
  dismiss: 'Close this message',
}
