import type { WhyCode } from '../types'
import type { CauseId, FactCode, Station } from './types'

/** What speaks for a cause and against it, by how much; a message of the screen alone weighs 1 to 6. */
export interface CauseRule {
  /** The way to this station is what breaks. */
  readonly station: Station
  readonly speaksFor?: Readonly<Partial<Record<FactCode, number>>>
  readonly speaksAgainst?: Readonly<Partial<Record<FactCode, number>>>
}

export const CAUSES: Readonly<Record<CauseId, CauseRule>> = {
  'not-serving': { station: 'dhcp', speaksFor: { 'not-serving': 12 } },
  'no-link': { station: 'card', speaksFor: { 'card-down': 6, 'never-heard': 2 }, speaksAgainst: { firmware: 6 } },
  'other-network': { station: 'dhcp', speaksFor: { 'never-heard': 5 }, speaksAgainst: { firmware: 8 } },
  'no-network-boot': { station: 'card', speaksFor: { 'never-heard': 4 }, speaksAgainst: { firmware: 4 } },
  'key-pressed': { station: 'dhcp' },
  'no-dhcp-server': {
    station: 'dhcp',
    speaksFor: { 'no-dhcp-heard': 6, 'no-request': 2 },
    speaksAgainst: { 'dhcp-heard': 6, leased: 8, 'we-lease': 8 },
  },
  'second-dhcp': { station: 'dhcp', speaksFor: { 'several-dhcp': 8 }, speaksAgainst: { 'no-dhcp-heard': 3 } },
  'option-60': { station: 'loader', speaksFor: { 'option-60': 8, 'nothing-fetched': 2 }, speaksAgainst: { bios: 3 } },
  'other-boot-server': { station: 'loader', speaksFor: { 'other-pxe': 8 } },
  'port-blocks': {
    station: 'ipxe',
    speaksFor: { 'ipxe-late': 6, 'ipxe-no-lease': 3, 'no-request': 1 },
    speaksAgainst: { 'all-files-sent': 3 },
  },
  firewall: {
    station: 'loader',
    speaksFor: { 'firewall-closed': 8, 'boot-server-not-asked': 4, 'nothing-fetched': 2, 'never-heard': 2 },
    speaksAgainst: { 'firewall-open': 4, 'loader-sent': 5, probed: 4 },
  },
  'proxy-ignored': {
    station: 'dhcp',
    speaksFor: { 'no-request': 3, answered: 2 },
    speaksAgainst: { 'we-lease': 5, 'boot-server-asked': 3 },
  },
  'http-boot-off': { station: 'loader', speaksFor: { 'http-boot': 4 }, speaksAgainst: { bios: 9 } },
  ipv6: { station: 'dhcp', speaksAgainst: { leased: 4 } },
  'packets-lost': { station: 'loader', speaksFor: { 'loader-broke': 6, 'broke-off': 4 } },
  'file-missing': { station: 'loader', speaksFor: { missing: 8 } },
  'secure-boot': {
    station: 'ipxe',
    speaksFor: { 'loader-sent': 4 },
    speaksAgainst: { bios: 12, 'nothing-fetched': 3 },
  },
  'wrong-arch': { station: 'ipxe', speaksFor: { 'loader-sent': 1 } },
  'loader-hangs': {
    station: 'ipxe',
    speaksFor: { 'loader-sent': 2, bios: 1 },
    speaksAgainst: { 'full-loader-sent': 2 },
  },
  'firmware-fault': { station: 'card' },
  certificate: { station: 'kernel' },
  'no-name-server': { station: 'kernel' },
  'too-little-ram': { station: 'kernel', speaksFor: { memory: 9 }, speaksAgainst: { 'memory-enough': 4 } },
  'image-too-big': { station: 'kernel', speaksFor: { 'broke-off': 4 }, speaksAgainst: { 'all-files-sent': 3 } },
  'medium-damaged': { station: 'kernel' },
  'wrong-recipe': { station: 'system', speaksFor: { 'all-files-sent': 2, missing: 3 } },
  'no-driver': { station: 'system', speaksFor: { 'all-files-sent': 3 }, speaksAgainst: { runs: 5 } },
  'no-disk-system': { station: 'system', speaksFor: { 'never-heard': 1 } },
  'no-disk-driver': { station: 'system', speaksFor: { runs: 2 } },
  harmless: { station: 'loader', speaksFor: { 'script-fetched': 3, 'all-files-sent': 3, runs: 5 } },
}

/** What each stop that the engine names comes from, the likeliest first. */
export const CAUSES_OF: Readonly<Record<WhyCode, readonly CauseId[]>> = {
  'no-request-after-offer': ['port-blocks', 'proxy-ignored', 'no-dhcp-server', 'no-link'],
  'offers-ignored': ['proxy-ignored', 'port-blocks', 'second-dhcp'],
  'no-dhcp-server': ['no-dhcp-server'],
  'no-loader-request': ['firewall', 'other-boot-server', 'option-60', 'proxy-ignored'],
  'boot-server-not-asked': ['firewall', 'option-60', 'proxy-ignored'],
  'size-probe-only': ['packets-lost', 'firmware-fault'],
  'http-boot-refused': ['http-boot-off', 'firewall'],
  'loader-sent-then-silence': ['secure-boot', 'loader-hangs', 'wrong-arch'],
  'loader-did-not-start': ['loader-hangs', 'firmware-fault'],
  'loader-transfer-failed': ['packets-lost', 'no-link'],
  'transfer-restarts': ['packets-lost'],
  'no-script-request': ['port-blocks', 'firewall'],
  'ipxe-no-address': ['port-blocks', 'loader-hangs'],
  'script-then-silence': ['too-little-ram', 'wrong-arch', 'medium-damaged'],
  'too-little-ram': ['too-little-ram'],
  'transfer-stalled': ['packets-lost', 'no-link'],
  'transfer-failed': ['image-too-big', 'packets-lost'],
  'image-too-big': ['image-too-big', 'too-little-ram'],
  'file-not-found': ['file-missing', 'wrong-recipe'],
  'secure-boot': ['secure-boot', 'loader-hangs'],
  'no-loader-for-arch': ['wrong-arch'],
  'no-pi-firmware': ['file-missing'],
  'no-signed-loader': ['secure-boot'],
  'needs-http-boot': ['http-boot-off'],
  'recipe-not-for-arch': ['wrong-arch'],
  'medium-gone': ['medium-damaged'],
  'system-then-silence': ['no-driver', 'wrong-recipe', 'port-blocks'],
  'other-server': ['other-boot-server', 'option-60'],
  'foreign-option-60': ['option-60'],
  'boot-loop': ['wrong-recipe', 'no-disk-system'],
  stopped: ['not-serving'],
}

/** Where in the boot each stop is. */
export const STATION_OF: Readonly<Record<WhyCode, Station>> = {
  'no-request-after-offer': 'dhcp',
  'offers-ignored': 'dhcp',
  'no-dhcp-server': 'dhcp',
  'no-loader-request': 'loader',
  'boot-server-not-asked': 'loader',
  'size-probe-only': 'loader',
  'http-boot-refused': 'loader',
  'loader-sent-then-silence': 'ipxe',
  'loader-did-not-start': 'ipxe',
  'loader-transfer-failed': 'loader',
  'transfer-restarts': 'loader',
  'no-script-request': 'ipxe',
  'ipxe-no-address': 'ipxe',
  'script-then-silence': 'kernel',
  'too-little-ram': 'kernel',
  'transfer-stalled': 'kernel',
  'transfer-failed': 'kernel',
  'image-too-big': 'kernel',
  'file-not-found': 'kernel',
  'secure-boot': 'ipxe',
  'no-loader-for-arch': 'loader',
  'no-pi-firmware': 'loader',
  'no-signed-loader': 'loader',
  'needs-http-boot': 'loader',
  'recipe-not-for-arch': 'kernel',
  'medium-gone': 'kernel',
  'system-then-silence': 'system',
  'other-server': 'loader',
  'foreign-option-60': 'loader',
  'boot-loop': 'system',
  stopped: 'kernel',
}
