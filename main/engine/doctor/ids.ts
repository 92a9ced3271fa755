import type { CheckId } from '../types'

/** Every line of pre-flight, in the order it is shown in. */
export const CHECK_IDS = [
  'permission',
  'port-dhcp',
  'port-pxe',
  'port-tftp',
  'port-http',
  'firewall',
  'card',
  'dhcp-servers',
  'pxe-servers',
  'sleep',
  'loaders',
  'disk',
  'memory',
] as const satisfies readonly CheckId[]
