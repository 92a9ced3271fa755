import type { CheckLine, CheckLines } from '../../check-words'
import type { Words } from '../words'

const cannotTell: CheckLine = { what: (t) => `Das ließ sich nicht prüfen: ${t('why')}` }
const lowPorts = 'Linux behält die Ports, von denen Rechner starten, dem Administrator vor'
const untilRestart = () =>
  'Die Zeile unten im Terminal ausführen: Sie gibt niedrige Ports bis zum nächsten Neustart frei.'

const port: CheckLines['port-dhcp'] = {
  free: { what: (t) => `${t('protocol').toUpperCase()} ${t('port')} ist frei.` },
  ours: { what: (t) => `${t('protocol').toUpperCase()} ${t('port')} ist offen, Bootdrop bedient ihn.` },
  held: { what: (t) => `${t('protocol').toUpperCase()} ${t('port')} ist für den nächsten Start reserviert.` },
  taken: {
    what: (t) => `${t('protocol').toUpperCase()} ${t('port')} ist belegt von ${t('owner')}.`,
    todo: () => 'Dieses Programm beenden oder an eine andere Netzwerkkarte binden.',
  },
  bootdrop: {
    what: (t) => `${t('protocol').toUpperCase()} ${t('port')} ist belegt von einem anderen Bootdrop: ${t('owner')}.`,
    todo: () => 'Zuerst jenes anhalten, oder dessen Fenster benutzen.',
  },
  'another-user': {
    what: (t) =>
      `${t('protocol').toUpperCase()} ${t('port')} ist belegt, und zwar vom Programm eines anderen Benutzers. Welches, darf nur ein Administrator sehen.`,
    todo: () => 'Mit der Zeile unten herausfinden und beenden.',
  },
  elsewhere: {
    what: (t) =>
      `${t('protocol').toUpperCase()} ${t('port')} ist belegt von ${t('owner')}, auf allen oder einzelnen Karten.`,
    todo: () => 'Eine Karte wählen: Dann zeigt sich, ob er dort frei ist.',
  },
  'at-start': { what: () => 'Eine Karte wählen: Dann zeigt sich, ob er dort frei ist.' },
  gone: { what: () => 'Das lässt sich nicht ausprobieren: Die Karte ist aus oder fehlt.' },
  'cannot-tell': cannotTell,
}

const httpPort: CheckLines['port-http'] = {
  ...port,
  taken: { what: port.taken.what, todo: () => 'Nichts zu tun: Bootdrop nimmt den nächsten freien Port.' },
  bootdrop: { what: port.bootdrop.what, todo: () => 'Nichts zu tun: Bootdrop nimmt den nächsten freien Port.' },
  'another-user': {
    what: port['another-user'].what,
    todo: () => 'Nichts zu tun: Bootdrop nimmt den nächsten freien Port.',
  },
}

const notListened: CheckLine = {
  what: () => 'Noch nicht gelauscht: Ungefragt wird nichts gesendet.',
  todo: () => 'Lauschen sendet einige DHCP-Anfragen in dieses Netz und dauert bis zu 4 Sekunden.',
}
const cannotListen: CheckLine = {
  what: (t) => `Bootdrop konnte nicht lauschen: ${t('why')}`,
  todo: () => 'Sobald es läuft, lauscht Bootdrop von selbst.',
}
const noCard: CheckLine = { what: () => 'Eine Karte mit Verbindung und Adresse wählen.' }

const lines: CheckLines = {
  permission: {
    root: { what: () => 'Bootdrop läuft als Administrator (root) und darf jeden Port öffnen.' },
    capability: { what: () => 'Bootdrop hat das Recht, niedrige Ports zu öffnen.' },
    'low-ports-free': { what: (t) => `Auf diesem Computer darf jedes Programm Ports ab ${t('start')} öffnen.` },
    'not-needed': { what: () => 'Keine nötig: Diese Ports darf jedes Programm öffnen.' },
    held: { what: () => 'Schon erteilt: Der Start braucht kein Passwort mehr.' },
    asks: { what: () => `${lowPorts}. Beim Start wird nach dem Passwort gefragt, nur für diese Ports.` },
    flatpak: { what: () => `${lowPorts}, und aus Flatpak heraus lässt sich niemand darum bitten.`, todo: untilRestart },
    snap: { what: () => `${lowPorts}, und aus einem Snap heraus lässt sich niemand darum bitten.`, todo: untilRestart },
    'no-polkit': {
      what: () => `${lowPorts}, und das Programm, das nach dem Passwort fragt (pkexec), ist nicht installiert.`,
      todo: () =>
        'polkit installieren, oder die Zeile unten im Terminal ausführen: Sie gibt niedrige Ports bis zum nächsten Neustart frei.',
    },
    barred: { what: () => `${lowPorts}.`, todo: untilRestart },
    'cannot-tell': cannotTell,
  },
  'port-dhcp': port,
  'port-pxe': port,
  'port-tftp': port,
  'port-http': httpPort,
  firewall: {
    none: { what: () => 'Es ist keine Firewall aktiv.' },
    'none-found': {
      what: () =>
        'Keine der üblichen Firewalls ist hier eingerichtet. Die Regeln selbst darf nur ein Administrator lesen.',
    },
    open: { what: (t) => `Die Firewall (${t('firewall')}) lässt alles herein, was ein Start braucht.` },
    opened: { what: (t) => `Bootdrop hat sie für ${t('card')} geöffnet und schließt sie beim Anhalten wieder.` },
    blocks: {
      what: (t) => `Die Firewall (${t('firewall')}) verwirft ${t('ports')}: Rechner bekommen keine Antwort.`,
      todo: () => 'Diese Pakete auf dieser Karte hereinlassen.',
    },
    'may-block': {
      what: (t) =>
        `Die Firewall (${t('firewall')}) verwirft vielleicht ${t('ports')}: Ihre Regeln hängen von mehr ab, als sich vorhersagen lässt.`,
      todo: () => 'Bekommen Rechner keine Antwort, diese Pakete auf dieser Karte hereinlassen.',
    },
    'probably-blocks': {
      what: (t) =>
        `Die Firewall (${t('firewall')}) ist an und weist ab, was keine Regel erlaubt. Ihre Regeln darf nur ein Administrator lesen.`,
      todo: (t) => `Falls ${t('ports')} nicht schon erlaubt sind: auf dieser Karte hereinlassen.`,
    },
    'blocks-all': {
      what: (t) =>
        `Die Firewall von ${t('firewall')} blockiert alle Verbindungen von außen, egal was die Regeln erlauben.`,
      todo: () => 'In den Einstellungen der Firewall „Alle blockieren“ ausschalten.',
    },
    asks: {
      what: (t) => `Die Firewall von ${t('firewall')} hat noch keine Regel für Bootdrop und fragt beim ersten Start.`,
      todo: () => 'Mit „Zulassen“ antworten.',
    },
    'not-readable': {
      what: (t) =>
        `Eine Firewall ist aktiv (${t('firewall')}), und was sie hereinlässt, darf nur ein Administrator lesen.`,
      todo: () => 'Die Zeile unten zeigt es. Ein Start braucht UDP 67, 69, 4011 und TCP 8067.',
    },
    'no-answer': {
      what: (t) =>
        `Was die Firewall hereinlässt, war nicht herauszufinden: ${t('tool')} hat nicht rechtzeitig geantwortet oder zu viel ausgegeben.`,
      todo: () =>
        'Die Zeile unten ausführen und sehen, ob sie zu Ende kommt. Ein Start braucht UDP 67, 69, 4011 und TCP 8067.',
    },
    'no-card': noCard,
    'cannot-tell': cannotTell,
  },
  card: {
    ready: {
      what: (t) =>
        [`${t('card')} hat Verbindung und die Adresse ${t('address')}`, t('speedMbps')].filter(Boolean).join(', ') +
        '.',
    },
    'none-chosen': {
      what: () => 'Es ist noch keine Karte gewählt.',
      todo: () => 'Die Karte wählen, an der die Rechner hängen.',
    },
    'none-usable': {
      what: () => 'Keine Netzwerkkarte hat Verbindung und eine Adresse.',
      todo: () => 'Das Kabel einstecken, an dem die Rechner hängen.',
    },
    gone: {
      what: (t) => `Die Karte ${t('card')} ist nicht mehr in diesem Computer.`,
      todo: () => 'Wieder einstecken oder eine andere wählen.',
    },
    down: {
      what: (t) => `Die Karte ${t('card')} ist ausgeschaltet.`,
      todo: () => 'In den Netzwerkeinstellungen einschalten.',
    },
    'no-link': {
      what: (t) => `Die Karte ${t('card')} hat keine Verbindung.`,
      todo: () => 'Kabel an beiden Enden prüfen, und ob Switch oder Rechner eingeschaltet sind.',
    },
    'no-address': {
      what: (t) => `Die Karte ${t('card')} hat keine Adresse.`,
      todo: () =>
        'Mit einem Netz verbinden, das einen DHCP-Server hat. Am getrennten Arbeitsplatz eine feste Adresse vergeben, etwa 192.168.77.1 mit der Maske 255.255.255.0.',
    },
    loopback: {
      what: (t) => `${t('card')} ist nur dieser Computer selbst: Von dort kann kein Rechner starten.`,
      todo: () => 'Die Karte wählen, an der die Rechner hängen.',
    },
    vpn: {
      what: (t) => `${t('card')} ist ein Tunnel (VPN): Darüber kann kein Rechner starten.`,
      todo: () => 'Die Karte wählen, in der das Kabel steckt.',
    },
    wifi: {
      what: (t) => `${t('card')} ist WLAN. Viele Access Points leiten die Rundrufe startender Rechner nicht weiter.`,
      todo: () => 'Besser ein Kabel nehmen. Die Rechner müssen im selben Netz an einem hängen.',
    },
    virtual: {
      what: (t) =>
        `${t('card')} ist eine virtuelle Karte: Nur virtuelle Maschinen auf diesem Computer können davon starten.`,
    },
    'link-local': {
      what: (t) =>
        `${t('card')} hat sich die Adresse ${t('address')} selbst gegeben, denn kein DHCP-Server gab ihr eine.`,
      todo: () => 'Am getrennten Arbeitsplatz kann Bootdrop die Adressen vergeben. Sonst das Kabel prüfen.',
    },
    mtu: {
      what: (t) =>
        `${t('card')} hat eine MTU von ${t('mtu')}, Rechner erwarten 1500: Große Pakete gehen womöglich verloren.`,
      todo: () => 'In den Netzwerkeinstellungen auf 1500 zurückstellen.',
    },
    slow: {
      what: (t) => `${t('card')} läuft nur mit ${t('speedMbps')}, und alle Rechner teilen sich das.`,
      todo: () => 'Ein anderes Kabel oder einen anderen Anschluss probieren: Meist ist das Kabel beschädigt.',
    },
    'cannot-tell': cannotTell,
  },
  'dhcp-servers': {
    'not-listened': notListened,
    one: {
      what: (t) =>
        `${t('server')}${t('vendor') === '' ? '' : ` (${t('vendor')})`} vergibt die Adressen; Bootdrop arbeitet daneben.`,
    },
    several: {
      what: (t) => `Mehr als ein DHCP-Server antwortet: ${t('servers')}.`,
      todo: () =>
        'Wenn sie nicht als Paar gedacht sind, einen abschalten: Sonst bekommen Rechner womöglich dieselbe Adresse.',
    },
    none: {
      what: () => 'Kein DHCP-Server hat geantwortet: Von allein bekommen Rechner keine Adresse.',
      todo: () =>
        'Am getrennten Arbeitsplatz kann Bootdrop sie vergeben. Sollte es einen Server geben, das Kabel prüfen.',
    },
    'only-us': { what: () => 'Bootdrop vergibt die Adressen, ein anderer DHCP-Server ist nicht zu hören.' },
    'no-card': noCard,
    'cannot-listen': cannotListen,
    'cannot-tell': cannotTell,
  },
  'pxe-servers': {
    'not-listened': { what: () => 'Noch nicht gelauscht: Beide Arten von Servern sind zugleich zu hören.' },
    none: { what: () => 'Auf dieser Karte antwortet kein anderer Boot-Server.' },
    other: {
      what: (t) => `Ein anderer Boot-Server antwortet: ${t('servers')}. Rechner nehmen, wer zuerst antwortet.`,
      todo: () => 'Ihn abschalten, oder ein eigenes Kabel verwenden.',
    },
    claims: {
      what: (t) =>
        `Der DHCP-Server ${t('servers')} nennt sich PXE-Server (Option 60): UEFI-Rechner fragen dann ihn statt Bootdrop.`,
      todo: () => 'Option 60 „PXEClient“ aus seinen Einstellungen nehmen, sofern dort kein Boot-Server läuft.',
    },
    'no-card': noCard,
    'cannot-listen': cannotListen,
    'cannot-tell': cannotTell,
  },
  sleep: {
    'kept-awake': { what: () => 'Dieser Computer wird wach gehalten, solange Bootdrop läuft.' },
    'will-be-kept-awake': { what: () => 'Ab dem Start wird dieser Computer wach gehalten.' },
    'not-kept-awake': { what: () => 'Die Energieeinstellungen dieses Computers bleiben, wie sie sind.' },
    lid: { what: () => 'Er wird wach gehalten. Zugeklappt schläft er trotzdem ein: den Deckel offen lassen.' },
    battery: {
      what: (t) => `Dieser Computer läuft im Akkubetrieb (${t('percent')} %).`,
      todo: () => 'Netzteil anschließen: Ein leerer Akku beendet jeden Start.',
    },
    'cannot-tell': cannotTell,
  },
  loaders: {
    all: {
      what: (t) =>
        t('count') === '1'
          ? 'Der einzige ist da, in einem Stand, den Bootdrop kennt.'
          : `Alle ${t('count')} sind da, und jeder ist ein Stand, den Bootdrop kennt.`,
    },
    'some-missing': {
      what: (t) => `Für ${t('names')} fehlt einer: Solche Rechner können nicht starten.`,
      todo: () => 'Mit der Zeile unten holen, solange eine Internetverbindung besteht.',
    },
    missing: {
      what: () => 'Sie sind noch nicht da.',
      todo: () => 'Mit der Zeile unten holen, solange eine Internetverbindung besteht.',
    },
    changed: {
      what: (t) => `${t('file')} ist nicht der Stand, den Bootdrop kennt, und wird nicht ausgegeben.`,
      todo: () => 'Löschen und mit der Zeile unten neu holen.',
    },
    folder: {
      what: () => 'Der eigene Ordner mit Bootloadern lässt sich nicht verwenden.',
      todo: () => 'Unter „Erweitert“ einen anderen Ordner wählen, oder keinen.',
    },
    'cannot-tell': cannotTell,
  },
  disk: {
    enough: { what: (t) => `${t('freeBytes')} sind frei für Archive, die entpackt werden müssen.` },
    low: {
      what: (t) => `Nur ${t('freeBytes')} sind frei. Abbilder brauchen keinen Platz, Archive werden zuerst entpackt.`,
      todo: () => 'Platz schaffen, bevor ein großes Archiv dazukommt.',
    },
    full: {
      what: (t) => `Die Platte ist voll, ${t('freeBytes')} sind übrig: Nichts lässt sich entpacken oder merken.`,
      todo: (t) => `Platz schaffen auf der Platte von ${t('folder')}.`,
    },
    'cannot-tell': cannotTell,
  },
  memory: {
    enough: { what: (t) => `${t('freeBytes')} von ${t('totalBytes')} sind frei.` },
    low: {
      what: (t) => `Nur ${t('freeBytes')} von ${t('totalBytes')} sind frei.`,
      todo: () => 'Andere Programme schließen, sonst werden die Starts langsam.',
    },
    'cannot-tell': cannotTell,
  },
}

export const checks: Words['checks'] = {
  names: {
    permission: 'Berechtigung',
    'port-dhcp': 'DHCP-Port',
    'port-pxe': 'PXE-Port',
    'port-tftp': 'TFTP-Port',
    'port-http': 'HTTP-Port',
    firewall: 'Firewall',
    card: 'Netzwerkkarte',
    'dhcp-servers': 'DHCP-Server',
    'pxe-servers': 'Andere PXE-Server',
    sleep: 'Ruhezustand',
    loaders: 'Bootloader',
    disk: 'Festplatte',
    memory: 'Arbeitsspeicher',
  },
  states: { ok: 'In Ordnung', warning: 'Ansehen', failed: 'Im Weg', unknown: 'Unbekannt' },
  lines,
  computer: 'Dieser Computer',
  network: (card) => `Das Netz an ${card}`,
  networkOfNone: 'Das Netz',
  fine: 'Nichts steht im Weg.',
  look: (count) =>
    count === 1 ? 'Einen Punkt sollte man sich ansehen.' : `${String(count)} Punkte sollte man sich ansehen.`,
  blocked: (count) => (count === 1 ? 'Eine Sache steht im Weg.' : `${String(count)} Dinge stehen im Weg.`),
  checking: 'Wird geprüft…',
  checkedAt: (time) => `Geprüft um ${time}`,
  again: 'Erneut prüfen',
  listen: 'Nach DHCP- und Boot-Servern lauschen',
  listening: 'Lauscht, bis zu 4 Sekunden…',
  heardAt: (time, date) => `Gehört${date === undefined ? '' : ` am ${date}`} um ${time}.`,
  listenedAt: (time, date) => `Gelauscht${date === undefined ? '' : ` am ${date}`} um ${time}.`,
  fixes: { 'ask-permission': 'Jetzt erlauben', 'open-firewall': 'Für diese Karte öffnen' },
  fixing: { 'ask-permission': 'Fragt…', 'open-firewall': 'Fragt…' },
  undone: 'Beim Anhalten wird es rückgängig gemacht.',
  notFixed: (why) => `Das hat nicht geklappt: ${why}`,
  notChecked: (why) => `Die Prüfung selbst ist gescheitert: ${why}`,
  showLoaders: 'Versionen und Prüfsummen',
  optionSixty: 'nennt sich PXE-Server (Option 60)',
  chip: {
    checking: 'Computer wird geprüft…',
    fine: 'Ports, Firewall, Netz: in Ordnung',
    chooseCard: 'Karte wählen, dann wird geprüft',
    look: (count) => (count === 1 ? '1 Punkt zum Ansehen' : `${String(count)} Punkte zum Ansehen`),
    blocked: (count) => (count === 1 ? '1 Sache steht im Weg' : `${String(count)} Dinge stehen im Weg`),
    show: 'Prüfungen zeigen',
  },
}
