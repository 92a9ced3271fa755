import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** What this machine has of the programs and libraries that the app and its tests run on. */

/** Something that is not here, and the Debian package that has it. @typedef {{ name: string, debianPackage: string }} Need */

/** Debian packages by program or file. */
const PACKAGES = {
  Xvfb: 'xvfb',
  ip: 'iproute2',
  'qemu-system-x86_64': 'qemu-system-x86',
  dnsmasq: 'dnsmasq-base',
  dhcpd: 'isc-dhcp-server',
  dhcrelay: 'isc-dhcp-relay',
  'kea-dhcp4': 'kea-dhcp4-server',
  nginx: 'nginx-light',
  tcpdump: 'tcpdump',
  tshark: 'tshark',
  xorriso: 'xorriso',
  debootstrap: 'debootstrap',
  mksquashfs: 'squashfs-tools',
  mformat: 'mtools',
  OVMF: 'ovmf',
  'OVMF with Secure Boot': 'ovmf',
}
/** What is no program but a file. @type {Record<string, string>} */
const FILES = {
  OVMF: '/usr/share/OVMF/OVMF_CODE_4M.fd',
  'OVMF with Secure Boot': '/usr/share/OVMF/OVMF_CODE_4M.ms.fd',
}

/** Debian packages by the library that Electron asks the loader for; only those that a bare system lacks. */
const LIBRARIES = /** @type {const} */ ([
  [/^lib(gtk|gdk|atk|cairo|pango|gdk_pixbuf)/, 'libgtk-3-0'],
  [/^lib(nss|nspr|smime|ssl3)/, 'libnss3'],
  [/^libasound/, 'libasound2'],
  [/^libgbm|^libdrm/, 'libgbm1'],
  [/^libXss/, 'libxss1'],
  [/^libXtst/, 'libxtst6'],
  [/^libcups/, 'libcups2'],
])

/** @param {readonly (keyof typeof PACKAGES)[]} names @returns {Need[]} */
export function missingPrograms(names) {
  return names
    .filter((name) => (FILES[name] === undefined ? !onPath(name) : !existsSync(FILES[name])))
    .map((name) => ({ name, debianPackage: PACKAGES[name] }))
}

/** @param {string} program */
export function onPath(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.some((folder) => existsSync(join(folder, program)))
}

/** The system libraries that a Linux program needs and cannot find. @param {string} executable @returns {Need[]} */
export function missingLibraries(executable) {
  return librariesNotFound(spawnSync('ldd', [executable], { encoding: 'utf8' }).stdout ?? '')
}

/** @param {string} text what ldd said @returns {Need[]} */
export function librariesNotFound(text) {
  return [...text.matchAll(/^\s*(\S+) => not found/gm)].map(([, name = '']) => ({
    name,
    debianPackage: LIBRARIES.find(([pattern]) => pattern.test(name))?.[1] ?? `(what has ${name})`,
  }))
}
