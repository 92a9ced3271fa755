import type { Words } from '../words'

export const strip: Words['strip'] = {
  listening: (onCard) => `Horcht ${onCard} auf DHCP-Server…`,
  listeningLabel: 'Horcht auf DHCP-Server',
  starting: 'Startet…',
  stopping: 'Stoppt…',
  serving: (what, onCard) => (what === '' ? `Stellt ${onCard} bereit` : `Bereitgestellt: ${what} ${onCard}`),
  whoGives: 'Wer soll die Adressen vergeben?',
  ready: 'Startklar',
  notServing: 'Stellt nichts bereit',
  nothingBefore: (left) => `Vorher wird nichts vergeben: ${left}`,
  aMomentMore: 'noch einen Moment',
  noneAnswered: (onCard) => `Es hat ${onCard} kein DHCP-Server geantwortet`,
  nothingGoesOut: 'Noch geht nichts ins Netz hinaus',
  mediumOn: (medium, onCard) => `${medium} ${onCard}`,
  noNetwork: 'nichts geht in ein Netz hinaus',
  noMoreAddresses: (servers) => `vergibt keine Adressen mehr: Das tut ${servers || 'ein anderer Server'}`,
  givingOut: 'vergibt Adressen',
  beside: (servers) => `neben ${servers}`,
  besideOwn: 'neben dem DHCP-Server des Netzes',
  waiting: 'wartet auf Rechner; die Adressen vergibt der DHCP-Server des Netzes',
}
