import type { Words } from '../words'

export const network: Words['network'] = {
  step: 'Netzwerk',
  card: 'Netzwerkkarte',
  chooseCard: 'Karte wählen, an der die Rechner hängen',
  looking: 'Sucht nach Netzwerkkarten…',
  none: 'Keine Netzwerkkarte gefunden. Eine anschließen, dann erscheint sie hier.',
  wifiAdvice: 'Über WLAN starten Rechner selten: Sie müssen per Kabel an diesem selben Netz hängen.',
  virtualAdvice: 'Über diese Karte starten nur virtuelle Maschinen auf diesem Computer.',
  kinds: { wired: 'Ethernet', wifi: 'WLAN', virtual: 'Virtuelle Karte', loopback: 'Nur dieser Computer' },
  wifi: 'WLAN',
  virtual: 'Virtuell',
  down: 'Kein Kabel oder ausgeschaltet',
  noAddress: 'Noch keine Adresse',
  internet: 'Internet',
  addresses: 'Adressen',
  addressesAre: 'Adressen:',
  modes: {
    auto: {
      title: 'Automatisch',
      short: 'automatisch',
      text: 'Neben dem DHCP-Server des Netzes; fragt nach, wo keiner ist',
    },
    proxy: {
      title: 'Neben dem DHCP-Server des Netzes',
      short: 'vom Server des Netzes',
      text: 'Er vergibt die Adressen, Bootdrop die Startdateien',
    },
    dhcp: {
      title: 'Selbst Adressen vergeben',
      short: 'von Bootdrop',
      text: 'Für ein Netz nur mit diesen Rechnern; endet, sobald ein anderer Server zu hören ist',
    },
  },
  ports: 'Ports',
  port: {
    dhcp: { title: 'DHCP', text: 'Hier fragen Rechner, wer sie starten kann' },
    pxe: { title: 'PXE', text: 'Hier fragen Rechner, die eine zweite Antwort wollen' },
    tftp: { title: 'TFTP', text: 'Von hier kommt der Bootlader' },
    http: { title: 'HTTP', text: 'Von hier kommen Kernel und System' },
  },
  portStates: {
    closed: 'noch nicht in Gebrauch',
    open: 'offen',
    failed: 'ließ sich nicht öffnen',
  },
  portTells: {
    closed: (port) => `Port ${port} ist noch nicht in Gebrauch.`,
    open: (port) => `Port ${port} ist offen.`,
    failed: (port) => `Port ${port} ließ sich nicht öffnen.`,
    takenBy: (port, owner) => `Port ${port} ließ sich nicht öffnen: belegt von ${owner}.`,
  },
}
