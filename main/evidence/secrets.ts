/**
 * What must never leave, masked or not: passwords and keys among kernel arguments, in addresses, and under names of their own.
 */
const WORD = /(?:pass(?!ed|es|ing|ive|age)|pwd|secret|token|psk|wpa|wep|cred|auth(?!or)|private)|(?:pw|key)$/i
/** `rootpw=…`, `inst.vnc.password: "…"`, `netcfg/wireless_wpa=…`: a name, what parts, and a value that may be quoted. */
const PAIR = /([\w./-]{1,80})(\s*[=]\s*|\\?"?\s*:\s*\\?"?)("[^"]*"|'[^']*'|[^\s"',;&}\]]+)/g
/** https://user:password@host */
const IN_ADDRESS = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@:]+:[^\s/@]+@/gi
const LEFT_OUT = '(left out)'

/** Whether a name says that its value is a secret. */
export function isSecretName(name: string): boolean {
  return WORD.test(name)
}

/** The text without the values of what is called a password, a key or the like. */
export function withoutSecrets(text: string): string {
  return text
    .replace(IN_ADDRESS, `$1${LEFT_OUT}@`)
    .replace(PAIR, (whole, name: string, between: string) => (isSecretName(name) ? name + between + LEFT_OUT : whole))
}

/** Keys that are data: paths, addresses, MACs, UUIDs. Names of fields are letters and hyphens, and mean the same to every reader. */
const DATA_KEY = /[^\w-]|[0-9a-f]{12}|[0-9a-f]{8}-[0-9a-f]{4}-|^(?:[0-9a-f]{2}-){5}/i

/** A value with each of its texts, and keys that are data, put through `text`; what a field calls a secret is left out. */
export function mapTexts(value: unknown, text: (text: string) => string): unknown {
  if (typeof value === 'string') return text(value)
  if (Array.isArray(value)) return value.map((part) => mapTexts(part, text))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, part]: [string, unknown]) => [
      DATA_KEY.test(name) ? text(name) : name,
      typeof part === 'string' && part !== '' && isSecretName(name) ? LEFT_OUT : mapTexts(part, text),
    ]),
  )
}
