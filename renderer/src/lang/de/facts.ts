import type { Words } from '../words'

const times = (n: number): string => (n === 1 ? 'einmal' : n === 2 ? 'zweimal' : `${n}-mal`)
const seconds = (n: number): string =>
  n === 1 ? '1 Sekunde' : n < 120 ? `${n} Sekunden` : `${Math.round(n / 60)} Minuten`

/** Was zu sehen war, je ein ganzer Satz. */
export const facts: Words['trouble']['facts'] = {
  asked: (f) =>
    f.times === 1 ? 'Er hat einmal gefragt.' : `Er hat ${times(f.times)} in ${seconds(f.seconds)} gefragt.`,
  answered: (f) => `Bootdrop hat ${times(f.times)} geantwortet.`,
  'no-request': () => 'Er hat keine angebotene Adresse genommen.',
  leased: (f) => (f.server === undefined ? 'Er hat eine Adresse.' : `Seine Adresse hat er von ${f.server}.`),
  'boot-server-asked': (f) => `Er hat ${times(f.times)} an Port 4011 gefragt und Antwort bekommen.`,
  'boot-server-not-asked': () => 'An Port 4011 kam keine Frage an.',
  probed: (f) => `Er hat ${times(f.times)} gefragt, wie groß der Bootlader ist.`,
  'nothing-fetched': () => 'Den Bootlader selbst hat er nie verlangt.',
  'loader-sent': (f, show) =>
    f.times === 1
      ? `${f.file} wurde ganz gesendet (${show.size(f.bytes)}).`
      : `${f.file} (${show.size(f.bytes)}) wurde ganz gesendet; es ist der ${f.times}. Bootlader in Folge, der ganz ankam.`,
  'full-loader-sent': () => 'Der Bootlader mit eigenen Treibern wurde schon gesendet.',
  'loader-broke': (f) => `Der Bootlader ist ${times(f.times)} abgebrochen.`,
  silent: (f) => `Seit ${seconds(f.seconds)} ist nichts von ihm zu hören.`,
  'ipxe-asked': (f) => `iPXE hat ${times(f.times)} nach einer Adresse gefragt.`,
  'ipxe-no-lease': () => 'iPXE hat keine Adresse genommen.',
  'ipxe-late': (f) => `Zwischen dem Bootlader und dem ersten Wort von iPXE lag eine Stille von ${seconds(f.seconds)}.`,
  'script-fetched': () => 'Er hat sein Startskript geholt.',
  'no-file-asked': () => 'Er hat keine der Dateien im Skript verlangt.',
  memory: (f, show) => `Er hat ${show.memory(f.hasMiB)} Arbeitsspeicher; nötig sind etwa ${show.memory(f.needsMiB)}.`,
  'memory-enough': (f, show) => `Er hat ${show.memory(f.hasMiB)} Arbeitsspeicher.`,
  'broke-off': (f, show) =>
    f.sizeBytes === undefined
      ? `${f.file} brach nach ${show.size(f.sentBytes)} ab.`
      : `${f.file} brach nach ${show.size(f.sentBytes)} von ${show.size(f.sizeBytes)} ab.`,
  'all-files-sent': (f, show) =>
    f.files === 1
      ? `Die eine Datei (${show.size(f.bytes)}) kam ganz an.`
      : `Alle ${f.files} Dateien (${show.size(f.bytes)}) kamen ganz an.`,
  missing: (f) => `Er hat ${f.file} verlangt, und das gibt es hier nicht.`,
  runs: () => 'Das System lief und hat weitere Dateien von hier geholt.',
  rounds: (f) => `Er hat ${times(f.times)} in Folge begonnen, jedes Mal nach wenigen Minuten.`,
  reached: (f, show) => `In diesem Start kam er bis „${show.step(f.rung)}“.`,
  bios: () => 'Seine Firmware ist ein BIOS, das weder Secure Boot noch HTTP Boot kennt.',
  'http-boot': () => 'Er hat über UEFI HTTP Boot gefragt.',
  firmware: () => 'Seine Frage kam hier an, er ist also in diesem Netz.',
  'never-heard': () => 'Über diese Netzwerkkarte hat noch kein Rechner gefragt.',
  'not-serving': () => 'Bootdrop stellt gerade nichts bereit.',
  'we-lease': () => 'Bootdrop vergibt die Adressen selbst.',
  'dhcp-heard': (f) => `Ein DHCP-Server war zu hören: ${f.servers.join(', ')}.`,
  'several-dhcp': (f) => `Mehrere DHCP-Server waren zu hören: ${f.servers.join(', ')}.`,
  'no-dhcp-heard': () => 'An dieser Netzwerkkarte war kein DHCP-Server zu hören.',
  'option-60': (f) => `Der DHCP-Server ${f.server} gibt sich als PXE-Server aus (Option 60).`,
  'other-pxe': (f) => `Ein anderer Bootserver war zu hören: ${f.server}.`,
  'firewall-closed': () => 'Die Firewall dieses Computers lässt nicht alles durch.',
  'firewall-open': () => 'Die Firewall dieses Computers lässt Bootdrop durch.',
  'card-down': () => 'Die Netzwerkkarte dieses Computers hat keinen Link.',
}
