import type { SelfTestStep } from '../../../../preload/contract'
import type { DoorWords } from '../../self-test-words'
import type { Words } from '../words'

type Rung = SelfTestStep['rung']

const steps: Readonly<Record<Rung, string>> = {
  seen: 'Fragt nach einem Boot-Server',
  offered: 'Bekommt Antwort',
  addressed: 'Hat eine Adresse',
  loader: 'Findet und holt den Bootloader (TFTP)',
  ipxe: 'Fragt als iPXE noch einmal und bekommt sein Skript genannt',
  script: 'Holt das Boot-Skript (HTTP)',
  loading: 'Holt Kernel und Startdateien (HTTP)',
  'handed-over': 'Würde jetzt das System starten',
  running: 'Das System läuft',
  finished: 'Das System ist fertig',
  files: 'Alle Dateien mit dem Original verglichen',
  firewall: 'Andere Rechner kommen herein, nach den Regeln der Firewall',
}

const FIREWALL =
  'Firewall für Bootdrop auf dieser Netzwerkkarte öffnen. Welche Firewall es ist, steht oben in den Prüfungen.'

const OUTGOING = 'Auch nach Regeln für Ausgehendes sehen: Die Prüfungen lesen nur die für Eingehendes.'

const doors: Readonly<Record<string, DoorWords>> = {
  'dhcp-not-heard': {
    title: 'Port 67 ist zu',
    happened: () =>
      'Der Rechner hat gefragt, aber die Frage kam nie bei Bootdrop an (UDP 67). Eine Firewall auf diesem Computer hält sie auf.',
    todo: [FIREWALL],
    check: 'firewall',
  },
  'dhcp-not-answered': {
    title: 'Bootdrop hat nicht geantwortet',
    happened: () => 'Die Frage kam bei Bootdrop an, blieb aber ohne Antwort.',
    todo: [
      'Im Protokoll nach dem Grund sehen: Vielleicht schließt eine Regel oder eine Liste erlaubter Rechner ihn aus.',
    ],
  },
  'dhcp-answer-lost': {
    title: 'Die Antwort kommt nicht hinaus',
    happened: () =>
      'Bootdrop hat die Frage gehört und von UDP 67 aus beantwortet. Die Antwort kam nie beim Rechner an: Eine Firewall auf diesem Computer hält sie zurück.',
    todo: [FIREWALL, OUTGOING],
    check: 'firewall',
  },
  'pxe-not-heard': {
    title: 'Port 4011 ist zu',
    happened: () =>
      'Der Rechner hat den Boot-Server auf UDP 4011 gefragt, aber die Frage kam nie bei Bootdrop an. Eine Firewall auf diesem Computer hält sie auf.',
    todo: [FIREWALL],
    check: 'firewall',
  },
  'pxe-not-answered': {
    title: 'Bootdrop hat auf Port 4011 nicht geantwortet',
    happened: () => 'Die Frage kam auf UDP 4011 bei Bootdrop an, blieb aber ohne Antwort.',
    todo: ['Bootdrop anhalten und neu starten. Bleibt es dabei: Belege speichern und den Fehler melden.'],
  },
  'pxe-answer-lost': {
    title: 'Die Antwort von Port 4011 kommt nicht hinaus',
    happened: () =>
      'Bootdrop hat auf UDP 4011 geantwortet, aber die Antwort kam nie beim Rechner an: Eine Firewall auf diesem Computer hält sie zurück.',
    todo: [FIREWALL, OUTGOING],
    check: 'firewall',
  },
  'tftp-not-heard': {
    title: 'Port 69 ist zu',
    happened: (t) =>
      `Der Rechner wollte ${t('file') || 'den Bootloader'} holen, aber die Anfrage kam nie bei Bootdrop an (TFTP, UDP 69). Eine Firewall auf diesem Computer hält sie auf.`,
    todo: [FIREWALL],
    check: 'firewall',
  },
  'tftp-not-answered': {
    title: 'Bootdrop schickt den Bootloader nicht',
    happened: (t) =>
      `Die Anfrage nach ${t('file') || 'dem Bootloader'} kam bei Bootdrop an, aber es wurde nichts gesendet.`,
    todo: ['Im Protokoll nach dem Grund sehen.', 'In den Prüfungen nachsehen, ob die Bootloader da sind.'],
    check: 'loaders',
  },
  'tftp-answer-lost': {
    title: 'Der Bootloader kommt nicht hinaus',
    happened: () =>
      'Die Anfrage kam auf UDP 69 an, und Bootdrop hat gesendet. Beim Rechner kam nichts davon an: TFTP schickt jede Datei von einem anderen Port, und die Firewall kennt nur Port 69.',
    todo: ['In der Firewall das Programm Bootdrop erlauben, nicht nur Port 69.'],
    check: 'firewall',
  },
  'tftp-data-lost': {
    title: 'Der Bootloader bricht ab',
    happened: (t) =>
      `${t('file') || 'Der Bootloader'} fing an zu kommen und blieb dann stehen. TFTP sendet von anderen Ports als 69, und die kann eine Firewall abschneiden.`,
    todo: ['In der Firewall das Programm Bootdrop erlauben, nicht nur Port 69.'],
    check: 'firewall',
  },
  'tftp-refused': {
    title: 'Bootdrop gibt den Bootloader nicht heraus',
    happened: (t) => `Die Antwort war: ${t('message')}.`,
    todo: ['In den Prüfungen nachsehen, ob die Bootloader da sind.'],
    check: 'loaders',
  },
  'http-refused': {
    title: 'Der HTTP-Port ist zu',
    happened: () =>
      'Die Verbindung zum Webserver von Bootdrop wurde abgelehnt: von einer Firewall auf diesem Computer, oder weil dort niemand mehr lauscht.',
    todo: [FIREWALL, 'Ist keine Firewall im Weg: Bootdrop anhalten und neu starten.'],
    check: 'firewall',
  },
  'http-silent': {
    title: 'Der HTTP-Port antwortet nicht',
    happened: () =>
      'Die Verbindung zum Webserver von Bootdrop blieb ohne Antwort. Eine Firewall auf diesem Computer verwirft sie.',
    todo: [FIREWALL],
    check: 'firewall',
  },
  'http-failed': {
    title: 'Eine Datei kommt nicht über HTTP',
    happened: (t) => `Sie brach ab: ${t('message') || t('screen')}.`,
    todo: ['Nachsehen, ob das Medium noch da und lesbar ist.'],
  },
  'http-foreign': {
    title: 'Auf dem HTTP-Port antwortet ein anderes Programm',
    happened: (t) =>
      `Der Rechner bekam Antwort, aber seine Anfrage kam nie beim Webserver von Bootdrop an. Was er bekam: ${t('message') || t('screen')}.`,
    todo: [
      'Auf diesem Computer nach einem Proxy, einem Virenscanner oder einer umleitenden Regel suchen, die Webverkehr an sich zieht, und die Adresse dieser Karte davon ausnehmen.',
      'Danach noch einmal testen.',
    ],
  },
  'wrong-bytes': {
    title: 'Eine Datei kam verändert an',
    happened: (t) =>
      `${t('file')} ist nicht das, was gesendet wurde. Etwas auf diesem Computer verändert den Netzwerkverkehr, oder das Medium wurde inzwischen geändert.`,
    todo: [
      'Das Medium noch einmal auswählen und neu testen.',
      'Einen Virenscanner abschalten, der in den Netzwerkverkehr sieht, und neu testen.',
    ],
  },
  'script-ended': {
    title: 'Das Boot-Skript führte zu keinem Start',
    happened: (t) => `Auf dem Bildschirm des Rechners stand: ${t('screen')}.`,
    todo: ['Medium und Rezept ansehen: Der Weg zum Rechner ist frei.'],
  },
  'bad-answer': {
    title: 'Mit dieser Antwort kann kein Rechner etwas anfangen',
    happened: () => 'Die Antwort von Bootdrop selbst ist falsch.',
    todo: ['Belege speichern und melden: Das ist ein Fehler von Bootdrop.'],
  },
  'outside-shut': {
    title: 'Andere Rechner werden ausgesperrt',
    happened: (t) =>
      `Der virtuelle Rechner läuft auf diesem Computer, und was im Computer bleibt, lassen die meisten Firewalls durch. Für einen Rechner am Kabel sagen die Regeln: ${t('rules')}`,
    todo: ['Danach noch einmal testen.'],
    check: 'firewall',
  },
  'outside-unsure': {
    title: 'Andere Rechner werden vielleicht ausgesperrt',
    happened: (t) =>
      `Der virtuelle Rechner hat gestartet. Er läuft aber auf diesem Computer, und was im Computer bleibt, lassen die meisten Firewalls durch. Für einen Rechner am Kabel ist es nicht sicher: ${t('rules')}`,
    todo: ['Der Beweis ist ein echter Rechner, der startet.'],
    check: 'firewall',
    doubt: true,
  },
  'self-barred': {
    title: 'Die Firewall lässt diesen Computer nicht mit sich selbst sprechen',
    happened: (t) =>
      `Der virtuelle Rechner läuft auf diesem Computer und bekommt deshalb nichts. Für einen Rechner am Kabel gilt das nicht: ${t('rules')}`,
    todo: [
      'Nichts, wenn ein echter Rechner startet.',
      'Um hier testen zu können, den Verkehr innerhalb dieses Computers (die Karte „lo“) durch die Firewall lassen.',
    ],
    check: 'firewall',
    doubt: true,
  },
}

const at = (time: string, date?: string): string =>
  date === undefined ? `um ${time} Uhr` : `am ${date} um ${time} Uhr`

export const selftest: Words['selftest'] = {
  title: 'Mit einem virtuellen Rechner testen',
  about:
    'Ein Rechner, der nur aus Programm besteht, startet über diese Netzwerkkarte: erst als BIOS-PC, dann mit UEFI. Im Netz wird nichts verändert.',
  served: 'Er startet, was gerade bereitgestellt wird.',
  own: 'Gerade wird nichts bereitgestellt: Er startet ein kleines eigenes Medium.',
  start: 'Jetzt testen',
  again: 'Noch einmal testen',
  cancel: 'Test abbrechen',
  noCard: 'Zuerst eine Netzwerkkarte auswählen.',
  running: 'Der virtuelle Rechner startet…',
  stopping: 'Wird abgebrochen…',
  steps,
  unread: 'Die Regeln der Firewall ließen sich nicht lesen',
  states: {
    running: 'läuft',
    passed: 'erledigt',
    failed: 'fehlgeschlagen',
    unsure: 'nicht sicher',
    waiting: 'kommt noch',
  },
  machines: { bios: 'BIOS-Rechner', 'uefi-x64': 'UEFI-Rechner' },
  passed: 'Alle Türen sind offen',
  passedMore: (machines, seconds) =>
    machines === 1
      ? `Ein Rechner hat über diese Netzwerkkarte gestartet, in ${seconds} s.`
      : `Beide Rechner haben über diese Netzwerkkarte gestartet, in ${seconds} s.`,
  when: {
    passed: (time, date) => `Bestanden ${at(time, date)}.`,
    failed: (time, date) => `Fehlgeschlagen ${at(time, date)}.`,
    unsure: (time, date) => `Getestet ${at(time, date)}.`,
    cancelled: (time, date) => `Abgebrochen ${at(time, date)}.`,
  },
  old: {
    card: (name) => `Das war auf der Karte ${name}. Für die jetzt gewählte noch einmal testen.`,
    start: (time) =>
      `Das war vor dem Start um ${time} Uhr. Für das, was jetzt bereitgestellt wird, noch einmal testen.`,
    stop: 'Das war vor dem Anhalten. Für den jetzigen Stand noch einmal testen.',
    media: 'Was bereitgestellt wird, wurde seitdem geändert. Dafür noch einmal testen.',
  },
  failed: 'Der Test ist fehlgeschlagen',
  nothing: 'Was bereitgestellt wird, startet weder BIOS- noch UEFI-x64-Rechner',
  nothingMore: 'Der Test kennt nur diese beiden Arten. Eine verschlossene Tür wurde nicht gefunden.',
  notForIt: 'Was bereitgestellt wird, startet diese Art von Rechner nicht.',
  cancelled: 'Der Test wurde abgebrochen.',
  limits:
    'Er läuft auf diesem Computer selbst: Kabel und Switch kann er nicht sehen. Was die Firewall mit anderen Rechnern macht, entnimmt er ihren Regeln.',
  showCheck: (name) => `In den Prüfungen zeigen: ${name}`,
  todo: 'Was zu tun ist',
  facts: {
    from: (server, file) => `${server} nennt ${file}`,
    own: (address) => `${address}, die dieses Computers`,
    file: (file, size) => `${file}, ${size}`,
    bytes: (size) => size,
    files: (count, size) => (count === 1 ? `1 Datei, ${size}` : `${String(count)} Dateien, ${size}`),
    same: (same, count) => `${String(same)} von ${String(count)} haben hier ein Original und sind gleich`,
  },
  doors,
}
