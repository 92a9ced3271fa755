/** Size in the units that download pages use (powers of 1000): `1.2 GB`, `34 MB`, `512 bytes`. */
export function sizeInWords(sizeBytes: number): string {
  const units = ['kB', 'MB', 'GB', 'TB']
  if (sizeBytes < 1000) return `${sizeBytes} bytes`
  let value = sizeBytes
  let unit = 'bytes'
  for (const next of units) {
    if (value < 1000) break
    value /= 1000
    unit = next
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`
}
