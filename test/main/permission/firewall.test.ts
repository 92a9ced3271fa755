import { describe, expect, it } from 'vitest'
import type { Storage } from '../../../main/engine/storage'
import { FirewallOpening } from '../../../main/permission/firewall'
import type { Elevate, Elevated } from '../../../main/permission/elevate'
import { barring } from '../../../main/permission/helper/firewall/nft'
import { ours, rulesOf as firewalldRules } from '../../../main/permission/helper/firewall/firewalld'
import { rulesOf as iptablesRules } from '../../../main/permission/helper/firewall/iptables'
import type { HelperReply, HelperRequest } from '../../../main/permission/messages'
import { refusal } from '../../../main/permission/refusals'
import { card } from '../../renderer/fixtures'

const CARD = card()
const ADDRESS = { address: '192.168.1.20', netmask: '255.255.255.0' }
const { signal } = new AbortController()

/** Everything between the app and a helper, with what was asked and written, in order. */
function bench(answer: HelperReply | Error = { kind: 'done', text: 'nftables' }) {
  const happened: string[] = []
  const requests: HelperRequest[] = []
  const kept = new Map<string, unknown>()
  const open = new Set<string>()
  const ended: (() => void)[] = []
  const storage: Storage = {
    read: (name) => kept.get(name),
    write(name, value) {
      happened.push(value === null ? 'forgotten' : 'written')
      kept.set(name, value)
      return true
    },
  }
  const elevate: Elevate = (request: HelperRequest) => {
    happened.push(request.verb)
    requests.push(request)
    if (answer instanceof Error) return Promise.reject(answer)
    if (request.verb === 'sweep') open.clear()
    if (request.verb === 'open-firewall' && answer.kind === 'done') open.add(request.id)
    const elevated: Elevated = {
      reply: answer,
      fds: [],
      end() {
        happened.push('ended')
        open.clear()
        return Promise.resolve()
      },
      onEnd: (listener) => ended.push(listener),
    }
    return Promise.resolve(elevated)
  }
  const make = (): FirewallOpening => new FirewallOpening({ elevate, storage, isOpen: (id) => open.has(id) })
  /** The helper is killed: what it opened stays. */
  const killHelper = (): void => ended.forEach((tell) => tell())
  return { happened, requests, open, make, killHelper }
}

describe('the opening of the firewall', () => {
  it('is written down before the helper is asked, and forgotten when it is taken back', async () => {
    const { happened, make } = bench()
    const firewall = make()
    await firewall.open(CARD, ADDRESS, 8067, signal)
    expect(firewall.card).toBe(CARD.name)
    await firewall.close()
    expect(happened).toEqual(['written', 'open-firewall', 'ended', 'forgotten'])
    expect(firewall.card).toBeUndefined()
  })

  it('is forgotten at once when the user says no', async () => {
    const { happened, make } = bench(refusal('dismissed'))
    await expect(make().open(CARD, ADDRESS, 8067, signal)).rejects.toMatchObject({ code: 'permission-refused' })
    expect(happened).toEqual(['written', 'open-firewall', 'forgotten'])
  })

  it('says so where no firewall bars anything', async () => {
    const { make } = bench({ kind: 'failed', code: 'nothing-bars', text: 'none' })
    await expect(make().open(CARD, ADDRESS, 8067, signal)).rejects.toMatchObject({ details: { why: 'nothing-bars' } })
  })

  it('left behind by a crash is asked about at the next start, once', async () => {
    const { happened, make, killHelper, open } = bench()
    await make().open(CARD, ADDRESS, 8067, signal)
    killHelper()
    happened.splice(0)
    const next = make()
    await next.cleanUp(signal)
    await next.cleanUp(signal)
    expect(happened).toEqual(['forgotten', 'sweep', 'ended'])
    expect(open.size).toBe(0)
  })

  it('that the helper took back itself is no question', async () => {
    const { happened, make, open } = bench()
    await make().open(CARD, ADDRESS, 8067, signal)
    open.clear()
    happened.splice(0)
    await make().cleanUp(signal)
    expect(happened).toEqual(['forgotten'])
  })

  it('that is open now is not cleaned up', async () => {
    const { happened, make } = bench()
    const firewall = make()
    await firewall.open(CARD, ADDRESS, 8067, signal)
    happened.splice(0)
    await firewall.cleanUp(signal)
    expect(happened).toEqual([])
  })
})

describe('the opening, where HTTP moved to another port', () => {
  it('is taken back, and made for that port', async () => {
    const { happened, requests, open, make } = bench()
    const firewall = make()
    await firewall.open(CARD, ADDRESS, 8067, signal)
    await firewall.follow(CARD.name, 8068, signal)
    expect(happened).toEqual(['written', 'open-firewall', 'ended', 'forgotten', 'written', 'open-firewall'])
    expect(requests.map((request) => 'http' in request && request.http)).toEqual([8067, 8068])
    expect([firewall.card, open.size]).toEqual([CARD.name, 1])
  })

  it('stays as it is for the port that it was made for, and for another card', async () => {
    const { happened, make } = bench()
    const firewall = make()
    await firewall.open(CARD, ADDRESS, 8067, signal)
    happened.splice(0)
    await firewall.follow(CARD.name, 8067, signal)
    await firewall.follow('usb0', 8068, signal)
    expect(happened).toEqual([])
  })

  it('is not made where none was asked for, nor after it was closed', async () => {
    const { happened, make } = bench()
    const firewall = make()
    await firewall.follow(CARD.name, 8068, signal)
    expect(happened).toEqual([])
    await firewall.open(CARD, ADDRESS, 8067, signal)
    await firewall.close()
    happened.splice(0)
    await firewall.follow(CARD.name, 8068, signal)
    expect(happened).toEqual([])
  })
})

describe('the opening, while the user is being asked', () => {
  /** Helpers that answer when they are told to; the dialog does not close by itself. */
  function asking() {
    const answers: (() => void)[] = []
    const signals: AbortSignal[] = []
    let ended = 0
    const elevate: Elevate = (_request, asked) =>
      new Promise((resolve) => {
        signals.push(asked)
        const end = () => Promise.resolve(void (ended += 1))
        const reply = { kind: 'done', text: 'nftables' } as const
        answers.push(() => resolve({ reply, fds: [], end, onEnd: () => undefined }))
      })
    const storage: Storage = { read: () => undefined, write: () => true }
    const firewall = new FirewallOpening({ elevate, storage, isOpen: () => false })
    return { firewall, answers, signals, ended: () => ended }
  }
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

  it('is not asked for twice: the second waits for the first', async () => {
    const { firewall, answers, ended } = asking()
    const both = [firewall.open(CARD, ADDRESS, 8067, signal), firewall.open(CARD, ADDRESS, 8067, signal)]
    await turn()
    expect(answers).toHaveLength(1)
    answers[0]?.()
    await Promise.all(both)
    expect([firewall.card, ended()]).toEqual([CARD.name, 0])
  })

  it('follows HTTP once the answer is there: the start came before it', async () => {
    const { firewall, answers, ended } = asking()
    const opened = firewall.open(CARD, ADDRESS, 8067, signal)
    await turn()
    const followed = firewall.follow(CARD.name, 8068, signal)
    answers[0]?.()
    await opened
    while (answers.length < 2) await turn()
    answers[1]?.()
    await followed
    expect([firewall.card, ended()]).toEqual([CARD.name, 1])
  })

  it('ends the dialog at a stop, and takes back at once what is allowed after it', async () => {
    const { firewall, answers, signals, ended } = asking()
    const opened = firewall.open(CARD, ADDRESS, 8067, signal)
    const refused = expect(opened).rejects.toMatchObject({ code: 'cancelled' })
    await turn()
    const closed = firewall.close()
    expect(signals[0]?.aborted).toBe(true)
    answers[0]?.()
    await Promise.all([closed, refused])
    expect([firewall.card, ended()]).toEqual([undefined, 1])
  })

  it('asks no more when it was stopped before it began to', async () => {
    const { firewall, answers } = asking()
    const refused = expect(firewall.open(CARD, ADDRESS, 8067, signal)).rejects.toMatchObject({ code: 'cancelled' })
    await firewall.close()
    await refused
    expect(answers).toEqual([])
  })

  it('for another port asks anew, and the first is no longer wanted', async () => {
    const { firewall, answers, signals, ended } = asking()
    const refused = expect(firewall.open(CARD, ADDRESS, 8067, signal)).rejects.toMatchObject({ code: 'cancelled' })
    await turn()
    const second = firewall.open(CARD, ADDRESS, 8068, signal)
    answers[0]?.()
    await refused
    await turn()
    answers[1]?.()
    await second
    expect([signals.map(({ aborted }) => aborted), firewall.card, ended()]).toEqual([[true, false], CARD.name, 1])
  })
})

describe('what is put into a firewall', () => {
  const opening = { id: 'bootdrop-0123456789abcdef', card: 'eno1', address: '192.168.1.20', http: 8067 } as const

  it('names the card and our mark in each rule of iptables', () => {
    const lines = iptablesRules(opening).map((rule) => rule.join(' '))
    expect(lines).toHaveLength(3)
    for (const line of lines) expect(line).toMatch(/^-i eno1 .* --comment bootdrop-0123456789abcdef -j ACCEPT$/)
  })

  it('names the card’s address, or everyone’s, in each rule of firewalld, and TFTP only at the card’s', () => {
    const rules = firewalldRules(opening)
    expect(rules.every((rule) => /address="(192\.168\.1\.20|255\.255\.255\.255)"/.test(rule))).toBe(true)
    expect(rules.filter((rule) => rule.includes('port="69"'))).toEqual([
      'rule priority="-19952" family="ipv4" destination address="192.168.1.20" port port="69" protocol="udp" accept',
    ])
  })

  it('is found again in the zone of firewalld that it was put into, and an administrator’s own rules are not', () => {
    const [first = '', second = '', ...rest] = firewalldRules(opening)
    const equal = first.replace(/priority="-\d+" /, '')
    const listed = `home\n  rich rules: \n\t${equal}\n\npublic (active)\n  interfaces: eno1\n  rich rules: \n\t${first}\n\t${second}\n`
    expect(rest).toHaveLength(6)
    expect([...ours(listed, opening)]).toEqual([['public', [first, second]]])
  })

  it('goes into the chains of nftables that can drop what comes in, and into no other', () => {
    const chain = (name: string, more: object) => ({
      chain: { family: 'inet', table: 't', name, type: 'filter', hook: 'input', policy: 'accept', ...more },
    })
    const listed = [
      chain('drops', { policy: 'drop' }),
      chain('has-rules', {}),
      chain('empty', {}),
      chain('leaving', { hook: 'output', policy: 'drop' }),
      chain('six', { family: 'ip6', policy: 'drop' }),
      chain('nat', { type: 'nat', policy: 'drop' }),
      { rule: { family: 'inet', table: 't', chain: 'has-rules', handle: 1 } },
    ]
    expect(barring(listed).map(({ name }) => name)).toEqual(['drops', 'has-rules'])
  })
})
