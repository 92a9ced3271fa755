/** The status strip: one sentence, and what stands below it. */
export const strip = {
  listening: (onCard: string) => `Listening for DHCP servers ${onCard}…`,
  listeningLabel: 'Listening for DHCP servers',
  starting: 'Starting…',
  stopping: 'Stopping…',
  serving: (what: string, onCard: string) => ['Serving', what, onCard].filter(Boolean).join(' '),
  whoGives: 'Who shall give out the addresses?',
  ready: 'Ready to serve',
  /** A start would stumble over what pre-flight found. */
  inTheWay: 'Something is in the way',
  wayDetail: (check: string, found: string) => `${check}: ${found}`,
  notServing: 'Not serving',
  nothingBefore: (left: string) => `Nothing is given out before that: ${left}`,
  aMomentMore: 'a moment more',
  noneAnswered: (onCard: string) => `No DHCP server answered ${onCard}`,
  nothingGoesOut: 'Nothing goes out to the network yet',
  /** `Debian installer on Ethernet` */
  mediumOn: (medium: string, onCard: string) => `${medium} ${onCard}`,
  noNetwork: 'nothing goes out to a network',
  noMoreAddresses: (servers: string) => `gives out no more addresses: ${servers || 'another server'} does`,
  givingOut: 'giving out addresses',
  beside: (servers: string) => `beside ${servers}`,
  besideOwn: 'beside the network’s own DHCP server',
  waiting: 'waiting for machines; the network’s DHCP server gives the addresses',
}
