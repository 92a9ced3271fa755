/** Start, stop, what keeps from it, and what is served. */
export const start = {
  start: 'Start serving',
  listening: 'Listening…',
  restart: 'Restart with these choices',
  serveThese: 'Serve these choices',
  nothingChanged: 'Nothing is changed yet.',
  needsRestart: 'This needs a restart: boots under way break off.',
  nextBoot: 'Counts from each machine’s next boot on. Boots under way go on.',
  stop: 'Stop',
  stopWhileBooting: (count: number) => `Stop: ${String(count)} ${count === 1 ? 'machine is' : 'machines are'} booting`,
  pressAgain: (count: number) =>
    `${String(count)} ${count === 1 ? 'machine is' : 'machines are'} booting. Press again to stop.`,
  /** What still keeps Start from working, as the next thing to do. */
  blocked: {
    noMedium: 'Choose a medium first',
    reading: 'The medium is being read',
    otherMedium: 'Choose another medium',
    nothingToBoot: 'This medium has nothing to boot',
    option: (title: string) => `Change the option “${title}”`,
    answer: (title: string) => `Choose the ${title}`,
    append: 'Change the extra kernel arguments',
    card: 'Choose a network card',
    cable: 'Plug in the cable, or choose another card',
    address: 'Give the card an address, or choose another card',
  },
  whatIsServed: 'What is being served',
  served: 'Being served',
  aMedium: 'A medium',
  withMenu: 'With a menu at each machine',
  inTheMenu: 'In the menu',
  bootsByItself: 'Boots by itself',
  since: (clock: string, machines: string) => `Since ${clock} · ${machines} on show`,
  ownChoices: (count: number) =>
    count === 1 ? '1 machine with choices of its own' : `${String(count)} machines with choices of their own`,
  ownChoicesLabel: 'Machines with choices of their own',
  asEveryone: (who: string) => `As everyone again: ${who}`,
}
