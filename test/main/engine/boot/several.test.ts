import { beforeAll, describe, expect, test } from 'vitest'
import type { Boot } from '../../../../main/engine/boot/contract'
import { runScript } from '../../../../main/virtual/script'
import { testBoot, text } from './boots'
import { armDebian, debian, disc, live, MEDIUM_ID, QUERY } from './media'
import { request, URL_BASE } from './parts'

const seen: unknown[] = []
const notices: unknown[] = []
let boot: Boot
beforeAll(async () => {
  boot = await testBoot([debian(), live(), armDebian(), disc()], {
    observe: (observation) => seen.push(observation),
    notify: (notice) => notices.push(notice),
  })
})

async function script(query: string): Promise<string> {
  seen.length = 0
  notices.length = 0
  return text(await boot.resolve(request('/boot.ipxe', 'http', query)))
}

function items(menu: string): string[] {
  return [...menu.matchAll(/^item (?:--key \w )?medium\d (.*)$/gm)].map((match) => match[1] ?? '')
}

describe('several media', () => {
  test('are told by their number', () => {
    expect(boot.title).toBe('4 media')
  })

  test('are a menu of what this machine can boot, in their order, the first by itself', async () => {
    const menu = await script(QUERY.pc)
    expect(items(menu)).toEqual(['Debian installer 12', 'Clonezilla 3.1'])
    expect(menu).toContain('choose --default medium0 --timeout 10000 ')
    expect(menu).toContain('Boot from local disk')
    expect(menu).toContain('iPXE shell')
    expect(items(await script(QUERY.arm))).toEqual(['Debian installer'])
  })

  test('without those that need more memory than the machine has', async () => {
    const menu = await script(QUERY.small.replace('0001', '5801'))
    expect(items(menu)).toEqual(['Clonezilla 3.1'])
  })

  test('are observed as a menu, with no file to come', async () => {
    await script(QUERY.pc)
    expect(seen).toMatchObject([{ kind: 'script', files: [], title: 'Menu', installs: false }])
  })

  test('lead to the one that is chosen', async () => {
    const menu = await script(QUERY.pc)
    const chosen = [...menu.matchAll(/^set chosen (.*)$/gm)].map((match) => match[1])
    const own = await script(`${chosen[1]}&${QUERY.pc}`)
    expect(own).toContain(`/iso/${MEDIUM_ID.live}/live/vmlinuz`)
    expect(seen).toMatchObject([{ kind: 'script', title: 'Clonezilla 3.1', installs: false }])
  })

  test('give the menu again to a machine that names one that is not there', async () => {
    expect(items(await script(`medium=ffffffffffff&${QUERY.pc}`))).toHaveLength(2)
    expect(items(await script(`medium=&${QUERY.pc}`))).toHaveLength(2)
  })

  test('of which none fits are a refusal that says why for each', async () => {
    const refusal = await script(QUERY.small)
    expect(refusal).toContain('Debian installer 12 needs about 458 MiB of memory; this machine has 256 MiB.')
    expect(refusal).toContain('Clonezilla 3.1 needs about 385 MiB')
    expect(refusal).toContain('does not start on a 64-bit PC')
    expect(refusal).toContain('Odd OS 7 is served as a whole image')
    expect(seen).toMatchObject([{ kind: 'refused', why: 'recipe-not-for-arch' }])
    expect(notices).toMatchObject([{ code: 'recipe-not-for-arch', mac: '52:54:00:12:34:56' }])
  })

  test('are all served, over TFTP from their roots too', async () => {
    for (const path of [`/iso/${MEDIUM_ID.arm}/debian-installer/arm64/linux`, `/iso/${MEDIUM_ID.live}/live/vmlinuz`]) {
      expect(await boot.resolve(request(path))).toMatchObject({ kind: 'file', role: 'boot' })
    }
    expect(await boot.resolve(request('live/initrd.img', 'tftp'))).toMatchObject({ kind: 'file', role: 'boot' })
  })
})

test('a machine that runs the scripts comes from the first one through the menu to the kernel of the first medium', async () => {
  const fetched: string[] = []
  const fetch = async (given: string): Promise<string> => {
    const url = new URL(given)
    fetched.push(decodeURIComponent(url.pathname))
    return text(await boot.resolve(request(decodeURIComponent(url.pathname), 'http', url.search.slice(1))))
  }
  const settings = new Map([
    ['ip', '192.168.1.77'],
    ['mac', '52:54:00:12:34:56'],
    ['platform', 'efi'],
    ['buildarch', 'x86_64'],
  ])
  const result = await runScript(await fetch(`${URL_BASE}/boot.ipxe`), settings, {
    echo: () => undefined,
    fetch: async ({ command, url }) => {
      const content = await fetch(url)
      return command === 'chain' ? { ok: true, script: content } : { ok: true }
    },
  })
  expect(result).toMatchObject({
    outcome: 'booted',
    kernelArgs: expect.stringContaining('BOOTIF=01-52-54-00-12-34-56') as string,
  })
  const tree = `/iso/${MEDIUM_ID.debian}/debian-installer/amd64`
  expect(fetched).toEqual(['/boot.ipxe', '/boot.ipxe', '/boot.ipxe', `${tree}/linux`, `${tree}/initrd.gz`])
})

test('a menu waits for a key where its time is 0', async () => {
  const patient = await testBoot([debian(), live()], { menuTimeoutS: 0 })
  expect(await text(await patient.resolve(request('/boot.ipxe', 'http', QUERY.pc)))).not.toContain(
    'choose --default medium0 --timeout',
  )
})
