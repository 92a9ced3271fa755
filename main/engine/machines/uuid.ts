/**
 * UUIDs that many machines share, because their maker never set them: as good as none. Zeros and ones by SMBIOS 7.2.1; the others
 * are defaults of board makers (AMI's 03000200…, in both byte orders) and of firmware kits.
 */
const SHARED: ReadonlySet<string> = new Set([
  '03000200-0400-0500-0006-000700080009',
  '00020003-0004-0005-0006-000700080009',
  '12345678-1234-5678-90ab-cddeefaabbcc',
  '78563412-3412-7856-90ab-cddeefaabbcc',
  'fefefefe-fefe-fefe-fefe-fefefefefefe',
])

/** A UUID in lower-case text form that tells one machine from others; undefined for one that does not. */
export function ownUuid(uuid: string | undefined): string | undefined {
  return uuid === undefined || /^[0-]+$|^[f-]+$/.test(uuid) || SHARED.has(uuid) ? undefined : uuid
}
