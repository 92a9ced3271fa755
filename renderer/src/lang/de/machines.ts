import type { Words } from '../words'
import { machinesInspector as inspector } from './machines-inspector'
import { machinesStory as story } from './machines-story'

type Machines = Words['machines']

const rungs: Machines['rungs'] = {
  seen: { step: 'Anfrage', doing: 'fragt nach einem Bootserver' },
  offered: { step: 'Antwort', doing: 'hat eine Antwort und fragt nach einer Adresse' },
  addressed: { step: 'Adresse', doing: 'hat eine Adresse' },
  loader: { step: 'Lader', doing: 'holt den Bootlader' },
  ipxe: { step: 'iPXE', doing: 'führt den Bootlader aus' },
  script: { step: 'Skript', doing: 'hat sein Bootskript' },
  loading: { step: 'Laden', doing: 'lädt das System' },
  'handed-over': { step: 'Gestartet', doing: 'startet das System' },
  running: { step: 'Läuft', doing: 'führt das System aus' },
  finished: { step: 'Fertig', doing: 'ist fertig' },
}

const doing: Machines['doing'] = {
  menu: { step: 'Im Menü', doing: 'zeigt das Menü und wartet auf eine Wahl' },
  'local-disk': { step: 'Eigene Platte', doing: 'startet von der eigenen Festplatte' },
  ignored: { step: 'Übergangen', doing: 'bleibt unbeachtet, wie gewählt' },
}

const archs: Machines['archs'] = {
  bios: 'BIOS',
  'uefi-ia32': 'UEFI 32 Bit',
  'uefi-x64': 'UEFI x64',
  'uefi-arm32': 'UEFI ARM 32 Bit',
  'uefi-arm64': 'UEFI ARM64',
  'http-ia32': 'HTTP-Boot 32 Bit',
  'http-x64': 'HTTP-Boot x64',
  'http-arm32': 'HTTP-Boot ARM 32 Bit',
  'http-arm64': 'HTTP-Boot ARM64',
  rpi: 'Raspberry Pi',
  unknown: 'Firmware nicht genannt',
}

const loaders: Machines['loaders'] = {
  auto: { title: 'Automatisch', text: 'Erst der kleine; führt der zu nichts, der nächste' },
  small: { title: 'Klein', text: 'iPXE mit dem Netzwerktreiber der Firmware' },
  full: { title: 'Mit eigenen Treibern', text: 'iPXE, das eigene Netzwerktreiber mitbringt' },
  signed: { title: 'Signiert für Secure Boot', text: 'Vom Medium oder aus dem eigenen Lader-Ordner' },
}

export const machines: Machines = {
  rungs,
  doing,
  archs,
  loaders,
  loader: {
    sent: 'hat den Bootlader und startet ihn',
    full: 'versucht den Bootlader mit eigenen Treibern',
    fullSent: 'hat den Bootlader mit eigenen Treibern und startet ihn',
  },
  started: 'hat das System gestartet',
  loadingWhat: (title) => `lädt ${title}`,
  startingWhat: (title) => `startet ${title}`,
  runningWhat: (title) => `führt ${title} aus`,
  brokenOff: 'Abgebrochen',
  failed: 'Gescheitert',
  stalled: 'Hängt',
  stoppedAt: (step) => `stehen geblieben bei „${step}“`,
  moods: {
    booting: 'Bootet',
    done: 'Erledigt',
    aside: 'Bootet nicht von hier',
    stalled: 'Hängt',
    failed: 'Gescheitert',
  },

  boots: { everyone: 'Wie alle', 'local-disk': 'Eigene Festplatte', ignore: 'Nichts: wird übergangen' },
  everyMachine: 'Alle Rechner',
  installsAgain: 'installiert erneut',
  ruleLoader: (loader) => `Bootlader: ${loader}`,
  ruleRecipe: (recipe) => `Rezept: ${recipe}`,

  list: {
    title: 'Rechner',
    asTheyWere: 'Stand beim Beenden',
    show: 'Anzeigen',
    filters: { all: 'Alle', booting: 'Booten', trouble: 'Prüfen', done: 'Erledigt' },
    find: 'Rechner suchen',
    findHint: 'Name, MAC, Hersteller, Modell',
    order: 'Reihenfolge',
    orders: {
      'first-seen': 'Zuerst gesehen',
      'trouble-first': 'Zu prüfende zuerst',
      name: 'Name',
      progress: 'Am weitesten zuerst',
    },
    resort: 'Neu sortieren',
    resortWhy: 'Solange der Zeiger darauf steht oder die Auswahl darin wandert, bleiben die Zeilen an ihrem Platz.',
    none: 'Hier ist gerade kein Rechner.',
    noneFound: (text) => `Kein Rechner passt zu „${text}“.`,
    showAll: 'Alle Rechner anzeigen',
    own: 'eigene Auswahl',
    story: 'Ganzer Ablauf',
    log: 'Protokoll',
  },

  files: {
    title: 'Dateien',
    sent: 'Gesendet',
    brokeOff: 'Abgebrochen',
    sizeUnknown: 'Größe noch unbekannt',
    brokeOffAfter: (size) => `abgebrochen nach ${size}`,
    inTime: (size, time, speed) => `${size} in ${time} · ${speed}`,
    stands: (time) => `steht seit ${time} still`,
    earlier: (count) => (count === 1 ? '1 frühere Datei' : `${String(count)} frühere Dateien`),
    all: (count) => (count === 1 ? 'Die eine Datei' : `Alle ${String(count)} Dateien`),
  },

  time: {
    ms: (value) => `${value} ms`,
    seconds: (value) => `${value} s`,
    minutes: (minutes, seconds) => `${minutes} min ${seconds} s`,
    hours: (hours, minutes) => `${hours} h ${minutes} min`,
    heard: (ago) => `gehört ${ago}`,
    boot: (number) => `${String(number)}. Start`,
  },

  timeline: {
    title: 'Zeitverlauf',
    label: 'Schritte dieses Starts',
    took: (time) => `Dauer ${time}`,
    here: (time) => `hier seit ${time}`,
    silent: (time) => `seit ${time} nichts gehört`,
    total: (time) => `bisher ${time}`,
    totalDone: (time) => `insgesamt ${time}`,
    noTime: 'unbemerkt durchlaufen',
    ahead: 'steht noch aus',
  },

  announce: {
    status: {
      stopped: 'Bereitstellung beendet',
      starting: 'Wird gestartet',
      serving: 'Bereitstellung läuft',
      stopping: 'Wird beendet',
    },
    notStarted: 'Die Bereitstellung ist nicht angelaufen',
    guarded: (who) => `Bootdrop vergibt keine Adressen mehr: Das übernimmt ${who || 'ein anderer Server'}`,
    moved: (count) => `${String(count)} Rechner ${count === 1 ? 'ist' : 'sind'} einen Schritt weiter`,
    needLook: (count) => (count === 1 ? '1 Rechner ist zu prüfen' : `${String(count)} Rechner sind zu prüfen`),
    look: (what) => `ist zu prüfen: ${what}`,
  },

  waiting: {
    turnOn: 'Rechner einschalten und Netzwerkstart wählen',
    shows: 'Sobald er anfragt, erscheint er hier.',
    loopback:
      'So sind nur Programme auf diesem Computer erreichbar: Für echte Rechner eine andere Netzwerkkarte wählen.',
    sameNetwork: (card) => `Er muss im selben Netz sein wie ${card}.`,
    thisCard: 'diese Karte',
    whoGives: 'Wer vergibt hier die Adressen?',
    listening: 'Zwei DHCP-Server würden das Netz stören. Deshalb lauscht Bootdrop zuerst, ob es schon einen gibt.',
    nothingYet: 'Noch wird nichts bereitgestellt',
    answerAbove: 'Zuerst die Frage oben beantworten. Dann einen Rechner einschalten und Netzwerkstart wählen.',
    ready: (medium) => `Bereit: ${medium}`,
    theMedium: 'das Medium',
    pressStart: '„Bereitstellen“ drücken, dann einen Rechner einschalten und Netzwerkstart wählen.',
    after: 'Danach: „Bereitstellen“ drücken, einen Rechner einschalten und Netzwerkstart wählen.',
  },

  onCard: (card) => `über ${card}`,
  onLoopback: 'nur für diesen Computer',
  theNetwork: 'das Netz',

  inspector,
  story,
}
