import { describe, expect, test } from 'vitest'
import type { ChainId } from '../../../../main/engine/boot/contract'
import type { Resolution } from '../../../../main/engine/boot/resolve'
import { createVirtualRoot } from '../../../../main/engine/boot/virtual-root'
import { memoryMedium } from '../recipes/memory-medium'
import { asked, testBoot, text } from './boots'
import { debian, live, MEDIUM_ID, QUERY } from './media'
import { known, OWN_LOADERS, request, signedLoaders, testLoaders, testRoot, URL_BASE } from './parts'

const FOLDER = '/debian-installer/amd64'
const signed = testLoaders(OWN_LOADERS, { loaders: signedLoaders() })

function on(chain: ChainId) {
  return { loaders: signed, identify: () => known({ chain }) }
}

async function path(resolution: Promise<Resolution>): Promise<string> {
  const found = await resolution
  if (found.kind === 'not-found') return found.expected ? 'tried by habit' : 'not found'
  await found.file.close()
  return `${found.role} ${found.file.path}`
}

describe('the signed iPXE', () => {
  test('comes after the others, as the shim by its name or URL', async () => {
    const boot = await testBoot([live()], { loaders: signed })
    expect(boot.bootFile(asked({}, { attempt: 2 }))).toEqual({
      kind: 'file',
      file: 'shimx64.efi',
      chain: 'ipxe-signed',
    })
    expect(boot.bootFile(asked({ arch: 'http-x64' }, { attempt: 2 }))).toMatchObject({
      file: `${URL_BASE}/boot/signed/http-x64/shimx64.efi`,
    })
  })

  test.each(['ipxe.efi', 'snponly.efi', '\\EFI\\BOOT\\IPXE.EFI'])(
    'is what a machine on this way gets for %s',
    async (name) => {
      const boot = await testBoot([live()], on('ipxe-signed'))
      expect(await text(await boot.resolve(request(name, 'tftp')))).toBe('signed snponly.efi')
    },
  )

  test('is not what other machines get', async () => {
    const boot = await testBoot([live()], on('ipxe-small'))
    expect(await text(await boot.resolve(request('ipxe.efi', 'tftp')))).toBe('ipxe.efi')
  })

  test('is beside its shim by HTTP, whoever asks', async () => {
    const boot = await testBoot([live()], { loaders: signed })
    const ask = async (name: string) => text(await boot.resolve(request(`/boot/signed/http-x64/${name}`)))
    expect(await ask('shimx64.efi')).toBe('signed shimx64.efi')
    expect(await ask('ipxe.efi')).toBe('signed snponly.efi')
    expect(await ask('autoexec.ipxe')).toContain('#!ipxe')
  })

  test('has its shim for a machine whose address is not known yet', async () => {
    const boot = await testBoot([live()], { loaders: signed })
    expect(await text(await boot.resolve(request('shimx64.efi', 'tftp')))).toBe('signed shimx64.efi')
  })
})

describe("the medium's shim and GRUB", () => {
  const asKnown = () => testBoot([live(), debian()], { identify: () => known({ chain: 'medium-signed' }) })

  test('are the boot file in dhcp mode, by the bare name that the shim looks for GRUB beside', async () => {
    const boot = await testBoot([debian()], { loader: 'signed' })
    expect(boot.bootFile(asked({}, { mode: 'dhcp' }))).toEqual({
      kind: 'file',
      file: 'bootnetx64.efi',
      chain: 'medium-signed',
    })
    expect(boot.bootFile(asked({}, { mode: 'proxy' }))).toEqual({ kind: 'none', why: 'no-signed-loader' })
  })

  test('are the boot file of HTTP Boot by the URL in their own folder, in proxy mode too', async () => {
    const boot = await testBoot([debian()], { loader: 'signed' })
    expect(boot.bootFile(asked({ arch: 'http-x64' }))).toMatchObject({
      file: `${URL_BASE}/iso/${MEDIUM_ID.debian}${FOLDER}/bootnetx64.efi`,
      chain: 'medium-signed',
    })
  })

  test.each([
    ['bootnetx64.efi', `loader ${FOLDER}/bootnetx64.efi`],
    ['grubx64.efi', `loader ${FOLDER}/grubx64.efi`],
    ['/GRUBX64.EFI', `loader ${FOLDER}/grubx64.efi`],
    ['EFI\\BOOT\\grubx64.efi', `loader ${FOLDER}/grubx64.efi`],
    [`/iso/${MEDIUM_ID.debian}${FOLDER}/grubx64.efi`, `loader ${FOLDER}/grubx64.efi`],
    ['grub.cfg', 'script /grub.cfg'],
    [`${FOLDER}/grub/grub.cfg`, 'script /grub.cfg'],
    [`${FOLDER}/grub/x86_64-efi/grub.cfg`, 'script /grub.cfg'],
    [`/iso/${MEDIUM_ID.debian}${FOLDER}/linux`, `boot ${FOLDER}/linux`],
    ['revocations_sbat.efi', 'tried by habit'],
    ['revocations_sku.efi', 'tried by habit'],
    ['shim_certificate_0.efi', 'tried by habit'],
    [`${FOLDER}/grub/x86_64-efi/command.lst`, 'tried by habit'],
    [`${FOLDER}/grub/grub.cfg-01-52-54-00-12-34-56`, 'tried by habit'],
  ])('on this way: %s is %s', async (name, expected) => {
    const boot = await asKnown()
    expect(await path(boot.resolve(request(name, 'tftp')))).toBe(expected)
    expect(await path(boot.resolve(request(name, 'http')))).toBe(expected)
  })

  test('have a menu for this machine, which is told with the files that it loads', async () => {
    const seen: unknown[] = []
    const boot = await testBoot([live(), debian()], {
      identify: () => known({ chain: 'medium-signed', model: 'Dell Inc. OptiPlex 7090' }),
      append: 'console=ttyS0',
      observe: (one) => seen.push(one),
    })
    const config = await text(await boot.resolve(request('/grub/grub.cfg', 'tftp')))
    expect(config).toContain(`/iso/${MEDIUM_ID.debian}${FOLDER}/linux`)
    expect(config).toContain('console=ttyS0')
    expect(config).not.toContain('live')
    expect(seen).toEqual([
      {
        kind: 'script',
        ip: '192.168.1.77',
        mac: '52:54:00:12:34:56',
        uuid: undefined,
        arch: 'uefi-x64',
        files: [`/iso/${MEDIUM_ID.debian}${FOLDER}/linux`, `/iso/${MEDIUM_ID.debian}${FOLDER}/initrd.gz`],
        model: 'Dell Inc. OptiPlex 7090',
        title: 'Debian installer 12',
        installs: true,
        expectsMore: false,
      },
    ])
  })

  test('leave a machine to its disk where a rule says so', async () => {
    const boot = await testBoot([debian()], {
      identify: () => known({ chain: 'medium-signed' }),
      rules: [{ match: {}, action: { localDisk: true } }],
    })
    const config = await text(await boot.resolve(request('/grub/grub.cfg', 'tftp')))
    expect(config).toContain('set default=local-disk')
    expect(config).not.toContain('Debian')
  })

  test('say so where the media were changed and have none any more', async () => {
    const seen: unknown[] = []
    const identify = () => known({ chain: 'medium-signed' })
    const boot = await testBoot([live()], { identify, observe: (one) => seen.push(one) })
    expect(await text(await boot.resolve(request('/grub/grub.cfg', 'tftp')))).toContain('has a signed GRUB')
    expect(seen).toMatchObject([{ kind: 'refused', why: 'no-signed-loader' }])
  })

  test('are found over TFTP by a machine whose address is not known yet', async () => {
    const boot = await testBoot([debian()])
    expect(await path(boot.resolve(request('bootnetx64.efi', 'tftp')))).toBe(`loader ${FOLDER}/bootnetx64.efi`)
    expect(await path(boot.resolve(request('grubx64.efi', 'http')))).toBe('not found')
  })

  test('have a menu by HTTP for a machine whose address is not known', async () => {
    const boot = await testBoot([live(), debian()])
    const config = await text(await boot.resolve(request(`${FOLDER}/grub/grub.cfg`)))
    expect(config).toContain(`/iso/${MEDIUM_ID.debian}${FOLDER}/linux`)
    const none = await testBoot([live()])
    expect(await path(none.resolve(request(`${FOLDER}/grub/grub.cfg`)))).toBe('not found')
  })

  test('vouch for the kernel in the script of iPXE on UEFI, and are never a runtime file', async () => {
    const boot = await testBoot([debian()])
    const shim = `/iso/${MEDIUM_ID.debian}${FOLDER}/bootnetx64.efi`
    const onUefi = await text(await boot.resolve(request('/boot.ipxe', 'http', QUERY.pc)))
    expect(onUefi).toMatch(new RegExp(`^kernel .*\\ninitrd .*\\nshim ${URL_BASE}${shim} \\|\\| .*\\nboot `, 'm'))
    expect(await text(await boot.resolve(request('/boot.ipxe', 'http', QUERY.bios)))).not.toMatch(/^shim /m)
    expect(await path(boot.resolve(request(shim)))).toBe(`boot ${FOLDER}/bootnetx64.efi`)
  })
})

describe('signed loaders that were chosen and are not there', () => {
  test('are told once, with what is missing', async () => {
    const notices: unknown[] = []
    await testBoot([live()], { loader: 'signed', notify: (notice) => notices.push(notice) })
    expect(notices).toEqual([
      {
        level: 'warning',
        code: 'no-signed-loader',
        text: expect.stringMatching(/no signed iPXE.*Clonezilla 3\.1 cannot lend its own\. It has no shim/) as string,
        details: { title: 'Clonezilla 3.1' },
      },
    ])
  })

  test('are no news where there are some', async () => {
    const notices: unknown[] = []
    const notify = (notice: unknown) => notices.push(notice)
    await testBoot([live()], { loader: 'signed', loaders: signed, notify })
    await testBoot([debian()], { loader: 'signed', notify })
    expect(notices).toEqual([])
  })
})

describe('a Raspberry Pi', () => {
  const pi = memoryMedium({ '/start4.elf': 'elf', '/config.txt': 'c', '/Overlays/x.dtbo': 'o', '/kernel8.img': 'k' })
  const loaders = testLoaders(OWN_LOADERS, { pi })
  const machine = known({ arch: 'rpi', chain: 'pi' })

  test('is answered where its firmware is there', async () => {
    expect((await testBoot([live()], { loaders })).bootFile(asked({ arch: 'rpi' }))).toMatchObject({ chain: 'pi' })
  })

  test.each([
    ['start4.elf', 'loader /start4.elf'],
    ['1234abcd/start4.elf', 'loader /start4.elf'],
    ['1234ABCD/CONFIG.TXT', 'boot /config.txt'],
    ['1234abcd/overlays/X.dtbo', 'boot /Overlays/x.dtbo'],
    ['kernel8.img', 'boot /kernel8.img'],
    ['1234abcd/recovery.elf', 'tried by habit'],
    ['1234abcd/start.elf', 'not found'],
    ['1234abcd/bootsig.bin', 'tried by habit'],
    ['../config.txt', 'not found'],
  ])('gets for %s: %s', async (name, expected) => {
    const resolve = createVirtualRoot(testRoot({ loaders, identify: () => machine }))
    expect(await path(resolve(request(name, 'tftp')))).toBe(expected)
  })

  test('whose address is not known yet is told by its serial number', async () => {
    const resolve = createVirtualRoot(testRoot({ loaders }))
    expect(await path(resolve(request('1234abcd/config.txt', 'tftp')))).toBe('boot /config.txt')
    expect(await path(resolve(request('config.txt', 'tftp')))).toBe('not found')
    expect(await path(resolve(request('1234abcd/config.txt', 'http')))).toBe('not found')
  })
})
