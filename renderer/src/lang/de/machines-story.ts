import type { machinesStory as english } from '../en/machines-story'

const eine = (file: string | undefined): string => file ?? 'eine Datei'

export const machinesStory: typeof english = {
  codes: {
    'dhcp-discover': ({ ipxe, arch }) =>
      ipxe
        ? 'Der Bootlader fragt noch einmal nach Adresse und Bootdatei'
        : `Er fragt, wer ihn starten kann${arch === undefined ? '' : ` (${arch})`}`,
    'dhcp-offer': ({ address, file }) =>
      `Bootdrop bietet ${[address && `die Adresse ${address}`, file && `${file} zum Starten`].filter(Boolean).join(' und ') || 'Hilfe'} an`,
    'dhcp-request': ({ address }) => `Er nimmt ${address === undefined ? 'ein Angebot' : `die Adresse ${address}`} an`,
    'dhcp-ack': ({ address, file }) =>
      `Bootdrop bestätigt${address === undefined ? '' : ` die Adresse ${address}`}${file === undefined ? '' : `, Bootdatei ${file}`}`,
    'dhcp-nak': () => 'Bootdrop lehnt diese Adresse ab: Sie gehört in ein anderes Netz',
    'dhcp-inform': () => 'Er hat schon eine Adresse und fragt nach dem Rest',
    'dhcp-other': ({ fromMachine }) =>
      fromMachine ? 'Er sagt etwas anderes über DHCP' : 'Bootdrop sagt etwas anderes über DHCP',
    'pxe-request': () => 'Er fragt den Bootserver selbst nach seiner Bootdatei',
    'pxe-ack': ({ file }) => `Der Bootserver nennt ${file ?? 'die Bootdatei'}`,
    'tftp-rrq': ({ file }) => `Er fordert ${eine(file)} an`,
    'tftp-oack': ({ file }) => `Bootdrop teilt mit, wie es ${eine(file)} senden wird`,
    'tftp-data': ({ file, size, time, complete, repeats }) =>
      `Bootdrop sendet ${eine(file)}: ${size} in ${time}${complete ? ', alles bestätigt' : ', noch nicht alles bestätigt'}${
        repeats === 0 ? '' : `, ${String(repeats)} ${repeats === 1 ? 'Block' : 'Blöcke'} doppelt`
      }`,
    'tftp-ack': ({ file }) => `Er bestätigt ein Stück von ${eine(file).replace(/^eine /, 'einer ')}`,
    'tftp-error': ({ fromMachine, probe, message }) => {
      if (probe) return 'Er kennt jetzt die Größe und bricht ab, wie es sein soll'
      const who = fromMachine ? 'Er bricht ab' : 'Bootdrop lehnt ab'
      return message === undefined ? who : `${who}: ${message}`
    },
    'tftp-other': () => 'Er sagt etwas über TFTP, das nicht zu lesen ist',
    other: () => 'Ein Paket anderer Art',
  },
  label: 'Pakete, das älteste zuerst',
  in: 'vom Rechner',
  out: 'von Bootdrop',
  reading: 'Die Pakete werden geholt…',
  empty: 'Von diesem Rechner ist kein Paket aufbewahrt.',
  emptyHint: 'Aufbewahrt werden DHCP und TFTP; was über HTTP kam, steht unter „Start“.',
  earlier: (count) => `${String(count)} frühere anzeigen`,
}
