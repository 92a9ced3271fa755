import { afterEach, describe, expect, it } from 'vitest'
import * as board from '../../renderer/src/board'
import * as machine from '../../renderer/src/machine'
import { lang } from '../../renderer/src/lang/lang.svelte'
import * as transfers from '../../renderer/src/transfers'
import { client, NOW, transfer } from './fixtures'

afterEach(() => {
  lang.id = 'en'
})

describe('what is said of a machine', () => {
  it('is called by its host name, else by its MAC, else by its address', () => {
    expect(machine.nameOf(client({ hostname: 'bench-3' }))).toBe('bench-3')
    expect(machine.nameOf(client())).toBe('52:54:00:12:34:56')
    expect(machine.nameOf(client({ mac: undefined }))).toBe('192.168.1.143')
  })

  it.each(['en', 'de'] as const)('tells in %s how it was answered, in no letters of our own', (id) => {
    lang.id = id
    for (const strategy of ['A', 'B', 'C'] as const) {
      const told = machine.identityOf(client({ strategy }))
      expect(told.find(({ what }) => what === { en: 'Answered', de: 'Beantwortet' }[id])?.value).toMatch(
        /4011|DHCP|ad+ress/i,
      )
      expect(told.map(({ what, value }) => `${what}: ${value}`).join('\n')).not.toMatch(/[Ss]trateg|: [ABC]$/m)
    }
  })

  it('is in the mood of its stall, and says why', () => {
    const stalled = client({ phase: { phase: 'stalled', at: 'loader', why: 'loader-sent-then-silence' } })
    expect(machine.moodOf(stalled)).toBe('stalled')
    expect(machine.doingOf(stalled)).toBe('Secure Boot probably refused the loader')
  })

  it('counts as running from the system’s own first fetch on', () => {
    const handedOver = client({ phase: { phase: 'handed-over' } })
    expect(machine.moodOf(handedOver, NOW + 20_000)).toBe('booting')
    expect(machine.moodOf(client({ phase: { phase: 'running' } }))).toBe('done')
  })

  it('has started when it was handed over a while ago and fetches nothing more', () => {
    const quiet = client({ phase: { phase: 'handed-over' }, reached: { 'handed-over': NOW }, lastSeen: NOW + 29_000 })
    expect(machine.moodOf(quiet, NOW + 31_000)).toBe('done')
    expect(machine.doingOf(quiet, NOW + 31_000)).toBe('has started the system')
    expect(machine.moodOf({ ...quiet, transfers: [transfer()] }, NOW + 31_000)).toBe('booting')
  })

  it('is not booting where a choice keeps it away, and waits at a menu', () => {
    const disk = client({ doing: 'local-disk', phase: { phase: 'handed-over' }, reached: { 'handed-over': NOW } })
    expect(machine.moodOf(disk, NOW)).toBe('aside')
    expect(machine.doingOf(disk, NOW + 60_000)).toBe('boots its own disk')
    expect(machine.stepOf(disk)).toBe('Own disk')
    expect(board.inFilter(disk, 'booting', NOW)).toBe(false)
    expect(board.inFilter(disk, 'done', NOW)).toBe(true)
    const ignored = client({ doing: 'ignored', phase: { phase: 'seen' } })
    expect(machine.doingOf(ignored)).toBe('is left alone, as chosen')
    const menu = client({ doing: 'menu', phase: { phase: 'script' } })
    expect(machine.moodOf(menu)).toBe('booting')
    expect(machine.doingOf(menu)).toBe('is at the menu, waiting for a choice')
  })

  it('has the loader once it was sent whole, and says so of the second one', () => {
    const with_ = (file: string, done: boolean) =>
      client({ phase: { phase: 'loader' }, transfers: [transfer({ role: 'loader', file, done })] })
    expect(machine.doingOf(with_('snponly.efi', false))).toBe('is fetching the loader')
    expect(machine.doingOf(with_('snponly.efi', true))).toBe('has the loader, starts it')
    expect(machine.doingOf(with_('ipxe.efi', false))).toBe('is trying the loader with its own drivers')
    expect(machine.doingOf(with_('ipxe.efi', true))).toBe('has the loader with its own drivers, starts it')
  })

  it('is broken off by a stop, not failed', () => {
    const broken = client({ phase: { phase: 'failed', at: 'loading', why: 'stopped' } })
    expect(machine.stepOf(broken)).toBe('Broken off')
    expect(machine.stepOf(client({ phase: { phase: 'failed', at: 'loading', why: 'transfer-failed' } }))).toBe('Failed')
  })

  it('tells what it boots where there is a choice', () => {
    const one = client({ title: 'Memtest86+ 7.20' })
    expect(machine.doingWhat(one, NOW, true)).toBe('is loading Memtest86+ 7.20')
    expect(machine.doingWhat(one, NOW, false)).toBe('is loading the system')
    expect(machine.doingWhat({ ...one, title: undefined }, NOW, true)).toBe('is loading the system')
  })

  it('does not tell a MAC twice', () => {
    expect(machine.factsOf(client())).toBe('UEFI x64 · 192.168.1.143')
    expect(machine.factsOf(client({ hostname: 'a' }))).toBe('UEFI x64 · 192.168.1.143')
    // Its model is what it goes by, then.
    const known = client({ model: 'Dell OptiPlex 7090', vendor: 'Dell' })
    expect(machine.titleOf(known)).toBe('Dell OptiPlex 7090')
    expect(machine.factsOf(known)).toBe('UEFI x64 · 192.168.1.143')
    expect(machine.tailOf('52:54:00:12:34:56')).toBe(':12:34:56')
  })

  it('does not show a size probe as a file', () => {
    const files = transfers.filesOf(client({ transfers: [transfer({ role: 'probe' }), transfer({ id: 't2' })] }))
    expect(files.map((file) => file.id)).toEqual(['t2'])
  })

  it('takes the newest unfinished file for the one that counts', () => {
    const running = transfer({ id: 'a' })
    const done = transfer({ id: 'b', done: true })
    expect(transfers.currentFile(client({ transfers: [running, done] }))?.id).toBe('a')
    expect(transfers.currentFile(client({ transfers: [done] }))?.id).toBe('b')
  })

  it('shows no share of a file whose size is not known', () => {
    expect(transfers.shareOf(transfer({ sizeBytes: undefined }))).toBeUndefined()
    expect(transfers.shareOf(transfer({ sizeBytes: undefined, done: true }))).toBe(1)
    expect(transfers.shareOf(transfer({ sentBytes: 99, sizeBytes: 66 }))).toBe(1)
  })

  it('tells how much, how fast and how long', () => {
    expect(transfers.figuresOf(transfer())).toBe('38.4 of 62.0 MB · 41.3 MB/s · 1 s left')
    expect(transfers.figuresOf(transfer({ bytesPerSecond: 0 }))).toBe('38.4 of 62.0 MB')
    expect(transfers.figuresOf(transfer({ done: true, sentBytes: 62_000_000 }))).toBe('62.0 MB')
    expect(transfers.figuresOf(transfer({ done: true, ok: false }))).toBe('broke off after 38.4 MB')
  })

  it('puts trouble first and keeps the rest in the order they came', () => {
    const list = [
      client({ id: 'done', firstSeen: NOW, phase: { phase: 'running' } }),
      client({ id: 'booting-2', firstSeen: NOW + 3 }),
      client({ id: 'booting-1', firstSeen: NOW + 2 }),
      client({ id: 'stalled', firstSeen: NOW + 9, phase: { phase: 'stalled', at: 'seen', why: 'no-loader-request' } }),
    ]
    const ids = board.inOrder(list, 'trouble-first').map(({ id }) => id)
    expect(ids).toEqual(['stalled', 'booting-1', 'booting-2', 'done'])
  })

  it('is found by any part of its name, MAC or address', () => {
    expect(board.matches(client(), ' 12:34 ')).toBe(true)
    expect(board.matches(client({ hostname: 'Bench-3' }), 'bench')).toBe(true)
    expect(board.matches(client(), '10.0')).toBe(false)
  })
})
