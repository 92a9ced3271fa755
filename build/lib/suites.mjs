import { existsSync } from 'node:fs'
import { missingLibraries, missingPrograms } from './machine.mjs'
import { SetupError } from './say.mjs'

/**
 * What `npm test` consists of, and what each suite needs of the machine.
 *
 * @typedef {{ reason: string, enable: string }} Missing why a suite cannot run here, and the command that would enable it
 * @typedef {import('./electron.mjs').Electron} Electron
 * @typedef {{
 *   name: string, title: string, kind: 'programs' | 'build' | 'vitest', programs?: readonly string[][],
 *   missing?: (electron: Electron) => Missing | undefined
 * }} Suite
 */

/** @type {readonly Suite[]} */
export const SUITES = [
  {
    name: 'lint',
    title: 'lint and format',
    kind: 'programs',
    programs: [
      ['eslint/bin/eslint.js', '.', '--max-warnings', '0'],
      ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
    ],
  },
  {
    name: 'types',
    title: 'types',
    kind: 'programs',
    programs: [
      ['typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json'],
      ['svelte-check/bin/svelte-check', '--tsconfig', './tsconfig.json', '--fail-on-warnings', '--output', 'human'],
    ],
  },
  { name: 'build', title: 'build', kind: 'build' },
  { name: 'unit', title: 'unit', kind: 'vitest' },
  { name: 'ui', title: 'components', kind: 'vitest' },
  { name: 'e2e', title: 'the window', kind: 'vitest', missing: whyNoWindow },
  { name: 'lan', title: 'real firmware on a LAN of namespaces', kind: 'vitest', missing: whyNoLan },
]

/** Whether a suite runs the built app. @param {Suite} suite */
export function needsBuild({ name }) {
  return name === 'e2e' || name === 'lan'
}

/** The suites named on the command line and what they need, or all. @param {readonly string[]} names */
export function chosenSuites(names) {
  const unknown = names.filter((name) => !SUITES.some((suite) => suite.name === name))
  if (unknown.length > 0) {
    throw new SetupError(`There is no suite "${unknown[0]}". There are: ${SUITES.map(({ name }) => name).join(', ')}.`)
  }
  if (names.length === 0) return SUITES
  const chosen = SUITES.filter((suite) => names.includes(suite.name))
  return SUITES.filter((suite) => chosen.includes(suite) || (suite.kind === 'build' && chosen.some(needsBuild)))
}

/** @param {Electron} electron @returns {Missing | undefined} */
function whyNoWindow({ executablePath }) {
  if (process.platform !== 'linux') return undefined
  const ownDisplay = process.env.DISPLAY || process.env.WAYLAND_DISPLAY
  // The medium that is dropped on the window is made by xorriso.
  const display = ownDisplay ? [] : missingPrograms(['Xvfb'])
  return toInstall([...missingLibraries(executablePath), ...missingPrograms(['xorriso']), ...display])
}

/** @returns {Missing | undefined} */
function whyNoLan() {
  if (process.platform !== 'linux') return { reason: 'it needs Linux network namespaces', enable: 'run it on Linux' }
  if (process.getuid?.() !== 0) return { reason: 'it needs root', enable: 'sudo npm test -- lan' }
  if (!existsSync('/dev/net/tun')) return { reason: 'there is no /dev/net/tun', enable: 'modprobe tun' }
  return toInstall(
    missingPrograms([
      'ip',
      'qemu-system-x86_64',
      'OVMF',
      'OVMF with Secure Boot',
      'dnsmasq',
      'dhcpd',
      'dhcrelay',
      'kea-dhcp4',
      'nginx',
      'tcpdump',
      'tshark',
      'xorriso',
      'debootstrap',
      'mksquashfs',
      'mformat',
    ]),
  )
}

/** @param {readonly import('./machine.mjs').Need[]} needs @returns {Missing | undefined} */
function toInstall(needs) {
  if (needs.length === 0) return undefined
  const packages = [...new Set(needs.map(({ debianPackage }) => debianPackage))].join(' ')
  return {
    reason: `not installed: ${needs.map(({ name }) => name).join(', ')}`,
    enable: `sudo apt-get install ${packages}`,
  }
}
