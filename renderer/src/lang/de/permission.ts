import type { Words } from '../words'

const DANN_ERNEUT = 'Dann erneut versuchen. Es gilt, bis dieser Computer neu startet.'

export const permission: Words['permission'] = {
  waiting: {
    strip: 'Wartet auf das Passwort…',
    detail: 'Der Dialog des Systems fragt danach. Noch ist nichts geöffnet.',
    button: 'Wartet…',
    title: 'Wartet auf das Passwort im Dialog des Systems…',
    happened:
      'Rechner suchen Boot-Server auf Ports, die Linux für Administratoren freihält. Der Dialog liegt vielleicht hinter diesem Fenster.',
    factsLabel: (card) => `Das braucht Bootdrop, und nur auf ${card}`,
    facts: [
      'Port 67, für Anfragen nach Adressen (DHCP)',
      'Port 69, für den Bootlader (TFTP)',
      'Port 68, um andere DHCP-Server zu hören',
    ],
    nothingStays: 'Keine Einstellung des Systems wird geändert. Mit „Stoppen“ wird alles zurückgegeben.',
  },
  askAgain: 'Noch einmal fragen',
  byHand: 'Die Zeile unten lässt jedes Programm Ports ab 67 öffnen.',
  why: {
    dismissed: {
      title: 'Der Passwort-Dialog wurde geschlossen',
      happened: 'Deshalb wurde nichts geöffnet, und ins Netz ging nichts hinaus.',
      todo: ['Noch einmal fragen und das Passwort eines Administrators dieses Computers eingeben.'],
      byHand: false,
    },
    'not-authorised': {
      title: 'Dieser Computer hat abgelehnt',
      happened: 'Das Passwort war falsch, oder die Regeln dieses Computers erlauben es diesem Benutzer nicht.',
      todo: [
        'Noch einmal fragen, mit dem Passwort eines Administrators.',
        `Oder die Zeile unten von einem Administrator ausführen lassen. ${DANN_ERNEUT}`,
      ],
      byHand: true,
    },
    'no-pkexec': {
      title: 'Das Programm, das nach dem Passwort fragt, fehlt',
      happened: 'Bootdrop fragt mit pkexec, und das ist auf diesem Computer nicht installiert.',
      todo: [
        'Installieren: Bei Debian und Ubuntu heißt das Paket pkexec, anderswo polkit.',
        `Oder die Zeile unten in einem Terminal ausführen. ${DANN_ERNEUT}`,
      ],
      byHand: true,
    },
    'no-polkit': {
      title: 'Der Dienst, der nach dem Passwort fragt, läuft nicht',
      happened: 'Bootdrop fragt über polkit, und das antwortet auf diesem Computer nicht.',
      todo: [
        'Den Dienst polkit starten oder diesen Computer neu starten.',
        `Oder die Zeile unten in einem Terminal ausführen. ${DANN_ERNEUT}`,
      ],
      byHand: true,
    },
    'no-agent': {
      title: 'Diese Oberfläche hat keinen Passwort-Dialog',
      happened:
        'Der Dialog gehört zur Oberfläche (ein polkit-Agent), und hier läuft keiner. Schlanken Fenstermanagern und entfernten Sitzungen fehlt er oft.',
      todo: [
        'Einen Agenten starten, etwa polkit-gnome oder lxpolkit, und noch einmal fragen.',
        `Oder die Zeile unten in einem Terminal ausführen. ${DANN_ERNEUT}`,
      ],
      byHand: true,
    },
    flatpak: {
      title: 'Ein Flatpak kann nicht nach dem Passwort fragen',
      happened: 'Flatpak trennt Bootdrop vom übrigen System, deshalb erreicht es keinen Dialog.',
      todo: [
        `Die Zeile unten in einem Terminal des Systems ausführen, außerhalb des Flatpaks. ${DANN_ERNEUT}`,
        'Oder das .deb-Paket installieren: Das fragt selbst.',
      ],
      byHand: true,
    },
    snap: {
      title: 'Ein Snap kann nicht nach dem Passwort fragen',
      happened: 'Snap trennt Bootdrop vom übrigen System, deshalb erreicht es keinen Dialog.',
      todo: [
        `Die Zeile unten in einem Terminal ausführen. ${DANN_ERNEUT}`,
        'Oder das .deb-Paket installieren: Das fragt selbst.',
      ],
      byHand: true,
    },
    helper: {
      title: 'Das Hilfsprogramm hat seine Arbeit nicht getan',
      happened: 'Die Erlaubnis kam, aber das Programm, das die Ports öffnet, hat sich ohne sie beendet.',
      todo: ['Noch einmal fragen.', `Passiert es wieder: die Zeile unten in einem Terminal ausführen. ${DANN_ERNEUT}`],
      byHand: true,
    },
    'nothing-bars': {
      title: 'Die Firewall dieses Computers hält niemanden ab',
      happened: 'Es fand sich keine Regel, die Rechner an dieser Karte aufhielte. Deshalb wurde nichts geändert.',
      todo: [
        'Kommen Rechner trotzdem nicht durch: den Switch prüfen, und ob anderswo in diesem Netz eine Firewall steht.',
      ],
      byHand: false,
    },
  },
  said: (text) => `Es meldete: ${text}`,
}
