/**
 * Reads the machine's apt sources, and writes entries for another suite on the same Debian mirrors. Pure: texts in, text out.
 */

/** A mirror and how the machine trusts it. @typedef {{ uri: string, signedBy: string }} Mirror */

/**
 * Entries for `suite` on the machine's own Debian mirrors, in deb822 form (sources.list(5)); empty where it has none. The key
 * each mirror is trusted by goes along.
 * @param {readonly string[]} texts of sources.list and of the files in sources.list.d, in either format
 * @param {string} suite
 */
export function privateSources(texts, suite) {
  /** @type {Map<string, Mirror>} */
  const mirrors = new Map()
  for (const mirror of texts.flatMap((text) => [...mirrorsOfStanzas(text), ...mirrorsOfLines(text)])) {
    mirrors.set(mirror.uri, mirror)
  }
  return [...mirrors.values()]
    .map(({ uri, signedBy }) => {
      const trust = signedBy === '' ? '' : `Signed-By:${signedBy}\n`
      return `Types: deb\nURIs: ${uri}\nSuites: ${suite}\nComponents: main\n${trust}`
    })
    .join('\n')
}

/** Only a plain Debian archive has our suite: not the security archive, not another vendor's. @param {string} uri */
function isDebianMirror(uri) {
  return /\/debian\/?$/.test(uri)
}

/** The deb822 format. @param {string} text @returns {Mirror[]} */
function mirrorsOfStanzas(text) {
  const stanzas = text
    .replace(/^#.*\n?/gm, '')
    .split(/\n\s*\n/)
    .map(fieldsOf)
  return stanzas
    .filter((fields) => !/^\s*(no|false|0)\s*$/i.test(fields.get('enabled') ?? ''))
    .filter((fields) => (fields.get('types') ?? '').trim().split(/\s+/).includes('deb'))
    .flatMap((fields) =>
      (fields.get('uris') ?? '')
        .split(/\s+/)
        .filter(isDebianMirror)
        .map((uri) => ({ uri, signedBy: fields.get('signed-by') ?? '' })),
    )
}

/** Field names in lower case; a value keeps its continuation lines (a key may be written out). @param {string} stanza */
function fieldsOf(stanza) {
  return new Map(
    [...stanza.matchAll(/^([A-Za-z-]+):(.*(?:\n[ \t].*)*)/gm)].map((match) => [
      (match[1] ?? '').toLowerCase(),
      match[2] ?? '',
    ]),
  )
}

/** The one-line format. @param {string} text @returns {Mirror[]} */
function mirrorsOfLines(text) {
  return [...text.matchAll(/^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s/gm)]
    .map((match) => ({ uri: match[2] ?? '', signedBy: signedByOption(match[1] ?? '') }))
    .filter(({ uri }) => isDebianMirror(uri))
}

/** @param {string} options */
function signedByOption(options) {
  const path = /\bsigned-by=(\S+)/.exec(options)?.[1]
  return path === undefined ? '' : ` ${path}`
}
