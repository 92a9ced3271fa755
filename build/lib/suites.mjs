import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * What `npm test` consists of, and what each suite needs of the machine.
 *
 * @typedef {{ name: string, title: string, kind: 'check' | 'vitest', command?: readonly string[][], missing?: () => Missing | undefined }} Suite
 * @typedef {{ reason: string, enable: string }} Missing
 */

/** Programs that the suites use, and the Debian package of each. */
const PROGRAMS = {
  Xvfb: 'xvfb',
  ip: 'iproute2',
  'qemu-system-x86_64': 'qemu-system-x86',
  dnsmasq: 'dnsmasq-base',
  tcpdump: 'tcpdump',
  tshark: 'tshark',
  xorriso: 'xorriso',
  genisoimage: 'genisoimage',
  curl: 'curl',
  tftp: 'tftp-hpa',
  atftp: 'atftp',
}
const FIRMWARE = { '/usr/share/OVMF/OVMF_CODE_4M.fd': 'ovmf' }

/** @type {readonly Suite[]} */
export const SUITES = [
  {
    name: 'lint',
    title: 'lint and format',
    kind: 'check',
    command: [
      ['eslint/bin/eslint.js', '.', '--max-warnings', '0'],
      ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
    ],
  },
  {
    name: 'types',
    title: 'types',
    kind: 'check',
    command: [
      ['typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json'],
      ['svelte-check/bin/svelte-check', '--tsconfig', './tsconfig.json', '--fail-on-warnings', '--output', 'human'],
    ],
  },
  {
    name: 'unit',
    title: 'unit',
    kind: 'vitest',
    missing: () =>
      process.platform === 'linux'
        ? programsMissing(['xorriso', 'genisoimage', 'curl', 'tftp', 'atftp'], true)
        : undefined,
  },
  { name: 'ui', title: 'components', kind: 'vitest' },
  { name: 'e2e', title: 'the window', kind: 'vitest', missing: displayMissing },
  { name: 'lan', title: 'real firmware on a LAN of namespaces', kind: 'vitest', missing: lanMissing },
]

/** The suites named on the command line, or all. @param {readonly string[]} names */
export function chosenSuites(names) {
  const unknown = names.filter((name) => !SUITES.some((suite) => suite.name === name))
  if (unknown.length > 0) {
    throw new RangeError(`There is no suite "${unknown[0]}". There are: ${SUITES.map(({ name }) => name).join(', ')}.`)
  }
  return names.length === 0 ? SUITES : SUITES.filter((suite) => names.includes(suite.name))
}

/** @returns {Missing | undefined} */
function displayMissing() {
  if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return undefined
  return programsMissing(['Xvfb'])
}

/** @returns {Missing | undefined} */
function lanMissing() {
  if (process.platform !== 'linux') return { reason: 'it needs Linux network namespaces', enable: 'run it on Linux' }
  if (process.getuid?.() !== 0) return { reason: 'it needs root', enable: 'sudo npm test -- lan' }
  return programsMissing(['ip', 'qemu-system-x86_64', 'dnsmasq', 'tcpdump', 'tshark', 'xorriso']) ?? firmwareMissing()
}

/** @returns {Missing | undefined} */
function firmwareMissing() {
  const packages = Object.entries(FIRMWARE)
    .filter(([path]) => !existsSync(path))
    .map(([, name]) => name)
  return packages.length === 0
    ? undefined
    : { reason: 'firmware is missing', enable: `apt-get install ${packages.join(' ')}` }
}

/**
 * @param {readonly (keyof typeof PROGRAMS)[]} names
 * @param {boolean} [soft] the suite runs without them and reports its own skips; only BOOTDROP_REQUIRE=all wants them here
 * @returns {Missing | undefined}
 */
function programsMissing(names, soft = false) {
  if (soft && process.env.BOOTDROP_REQUIRE !== 'all') return undefined
  const missing = names.filter((name) => !onPath(name))
  if (missing.length === 0) return undefined
  const packages = missing.map((name) => PROGRAMS[name]).join(' ')
  return { reason: `${missing.join(', ')} not installed`, enable: `apt-get install ${packages}` }
}

/** @param {string} program */
export function onPath(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.some((folder) => existsSync(join(folder, program)))
}
