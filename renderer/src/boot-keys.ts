/**
 * The key that opens the one-time boot menu (or goes straight to network boot) right after power-on, by maker. Where a
 * maker uses several, the most common one on machines of the last ten years comes first.
 */
export const BOOT_KEYS: readonly { readonly maker: string; readonly keys: readonly string[] }[] = [
  { maker: 'Acer', keys: ['F12'] },
  { maker: 'ASRock', keys: ['F11'] },
  { maker: 'ASUS', keys: ['F8', 'Esc'] },
  { maker: 'Dell', keys: ['F12'] },
  { maker: 'Dynabook', keys: ['F12'] },
  { maker: 'Fujitsu', keys: ['F12'] },
  { maker: 'Gigabyte', keys: ['F12'] },
  { maker: 'HP', keys: ['F9', 'F12'] },
  { maker: 'HPE ProLiant', keys: ['F12', 'F11'] },
  { maker: 'Intel NUC', keys: ['F12', 'F10'] },
  { maker: 'Lenovo', keys: ['F12'] },
  { maker: 'MSI', keys: ['F11'] },
  { maker: 'Samsung', keys: ['F10', 'Esc'] },
  { maker: 'Supermicro', keys: ['F12', 'F11'] },
  { maker: 'VirtualBox', keys: ['F12'] },
  { maker: 'VMware', keys: ['F12', 'Esc'] },
]
