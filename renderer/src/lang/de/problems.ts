import type { Words } from '../words'

export const problems: Words['problems'] = {
  benchAddress: (advice) => `${advice}: Die Zeile unten tut das, bis dieser Computer neu startet.`,
  goneTitle: (name) => `Das Medium vom letzten Mal ist weg: ${name}`,
  gone: (path) => `${path} wurde verschoben, umbenannt oder gelöscht, oder das Laufwerk wurde abgezogen.`,
  goneTodo: 'Das Laufwerk wieder anschließen und die Datei neu wählen oder eine andere nehmen.',
  servedStays: 'Was bereitgestellt wird, bleibt, wie es war.',
  othersStay: 'Die anderen Medien bleiben, wie sie waren.',
  aboutFile: (name, happened) => `${name}: ${happened}`,
  brokenRecipe: (file) => `Ein Rezept ist fehlerhaft: ${file}`,
  brokenRecipes: (count) => (count === 1 ? '1 Rezept ist fehlerhaft' : `${String(count)} Rezepte sind fehlerhaft`),
  brokenHappened: 'Es wird ausgelassen, bis es berichtigt ist; alle anderen Rezepte gehen weiter.',
  fileAndLine: (file, line) => `${file}, Zeile ${String(line)}`,
  andMore: (count) => `… und ${String(count)} weitere`,
  openRecipes: 'Meinen Rezeptordner öffnen',
  giveOut: 'Adressen vergeben',
  besideAnyway: 'Trotzdem neben einem bereitstellen',
  besideIt: 'Neben ihm bereitstellen',
  besideServer: 'Neben einem DHCP-Server bereitstellen',
}
