/** Problem cards: their own buttons and the sentences around what went wrong. */
export const problems = {
  benchAddress: (advice: string) => `${advice}: the line below does that, until this computer restarts.`,
  goneTitle: (name: string) => `The medium of last time is gone: ${name}`,
  gone: (path: string) => `${path} was moved, renamed or deleted, or its drive was unplugged.`,
  goneTodo: 'Plug the drive back in and choose the file again, or choose another one.',
  servedStays: 'What is served stays as it was.',
  othersStay: 'The other media stay as they were.',
  aboutFile: (name: string, happened: string) => `${name}: ${happened}`,
  brokenRecipe: (file: string) => `A recipe is broken: ${file}`,
  brokenRecipes: (count: number) => (count === 1 ? '1 recipe is broken' : `${String(count)} recipes are broken`),
  brokenHappened: 'It is left out until it is mended; every other recipe works on.',
  /** `rescue.yaml, line 7` */
  fileAndLine: (file: string, line: number) => `${file}, line ${String(line)}`,
  andMore: (count: number) => `… and ${String(count)} more`,
  openRecipes: 'Open my recipes folder',
  giveOut: 'Give out addresses',
  besideAnyway: 'Serve beside one anyway',
  besideIt: 'Serve beside it',
  besideServer: 'Serve beside a DHCP server',
}
