import { DEFAULTS, STOPPED } from '../../main/engine/initial'
import { BLANK } from '../../preload/contract'
import type {
  About,
  AnswerPreview,
  Bootdrop,
  Inspecting,
  MenuCommand,
  SelfTestStep,
  Settings,
} from '../../preload/contract'
import type { JournalEntry } from '../../main/journal/types'
import type {
  BrokenRecipe,
  Card,
  Client,
  EngineState,
  LogLine,
  MediumReport,
  OtherServer,
  RecipeOffer,
  Transfer,
} from '../../main/engine/types'

/** States for the window's tests, as the engine would send them. */
export const NOW = Date.UTC(2026, 4, 4, 10, 0, 0)

export function card(patch: Partial<Card> = {}): Card {
  return {
    name: 'eno1',
    title: 'Ethernet (eno1)',
    mac: '52:54:00:00:00:01',
    kind: 'wired',
    up: true,
    addresses: [{ address: '192.168.1.20', netmask: '255.255.255.0' }],
    speedMbps: 1000,
    isDefaultRoute: false,
    problem: undefined,
    ...patch,
  }
}

/** What most recipes do not have. */
export const OFFER = {
  score: 80,
  options: [],
  answer: undefined,
  needs: [],
  untested: '',
  notes: '',
  installs: false,
  own: false,
} as const satisfies Partial<RecipeOffer>

export function report(patch: Partial<MediumReport> = {}): MediumReport {
  return {
    path: '/media/debian-12.iso',
    label: 'Debian 12 n',
    family: 'debian',
    name: 'Debian installer',
    version: '12.7',
    arch: ['x64'],
    filesystem: 'iso9660+rockridge',
    size: 658_505_728,
    recipes: [
      {
        id: 'debian-netboot',
        title: 'Install Debian',
        firmware: ['bios', 'uefi'],
        secureBoot: 'no',
        minRamMiB: 512,
        why: 'it has a netboot kernel and initrd',
        entries: [
          { id: 'text', title: 'Text installer', minRamMiB: 512, machines: ['bios-x64', 'uefi-x64'] },
          { id: 'graphical', title: 'Graphical installer', minRamMiB: 512, machines: ['bios-x64', 'uefi-x64'] },
        ],
        ...OFFER,
      },
      {
        id: 'generic-linux',
        title: 'Boot menu of the medium',
        firmware: ['uefi'],
        secureBoot: 'unknown',
        minRamMiB: 0,
        why: 'its GRUB menu names a kernel',
        entries: [],
        ...OFFER,
      },
    ],
    brokenRecipes: [],
    notices: [],
    ms: 12,
    ...patch,
  }
}

export function transfer(patch: Partial<Transfer> = {}): Transfer {
  return {
    id: 't1',
    protocol: 'http',
    file: 'initrd.gz',
    role: 'boot',
    sentBytes: 38_400_000,
    sizeBytes: 62_000_000,
    bytesPerSecond: 41_300_000,
    startedAt: NOW,
    endedAt: undefined,
    done: false,
    ok: true,
    ...patch,
  }
}

export function client(patch: Partial<Client> = {}): Client {
  return {
    id: '52:54:00:12:34:56',
    mac: '52:54:00:12:34:56',
    uuid: undefined,
    arch: 'uefi-x64',
    ip: '192.168.1.143',
    hostname: undefined,
    vendorClass: 'PXEClient:Arch:00007:UNDI:003016',
    vendor: undefined,
    model: undefined,
    title: undefined,
    doing: undefined,
    phase: { phase: 'loading' },
    detail: 'GET /iso/1f2e3d4c5b6a/install.amd/initrd.gz',
    strategy: 'B',
    firstSeen: NOW,
    lastSeen: NOW,
    reached: {},
    transfers: [],
    boots: 1,
    ...patch,
  }
}

export function stopped(): EngineState {
  return STOPPED
}

export function serving(patch: Partial<EngineState> = {}): EngineState {
  const open = (port: number): EngineState['ports']['dhcp'] => ({ port, state: 'open' })
  return {
    ...stopped(),
    status: 'serving',
    mode: 'proxy',
    card: card(),
    address: '192.168.1.20',
    served: {
      ...SERVED,
      title: 'Debian installer 12.7',
      media: [{ path: '/media/debian-12.iso', recipe: 'debian-netboot', entry: 'text' }],
    },
    ports: { dhcp: open(67), pxe: open(4011), tftp: open(69), http: open(8067) },
    startedAt: NOW,
    ...patch,
  }
}

const { append, loader, rules, menu, menuTimeoutS, installGuard } = DEFAULTS
const SERVED = { append, loader, rules, menu, menuTimeoutS, installGuard, signed: [] }

/** Another DHCP server, as probes hear it. */
export function dhcpServer(address: string): OtherServer {
  return { address, kind: 'dhcp', claimsPxe: false, lastHeard: NOW }
}

/** An installer with all that can be set of a recipe. */
export function installer(patch: Partial<RecipeOffer> = {}): MediumReport {
  const [offer] = report().recipes
  if (!offer) throw new Error('the report of the fixtures has no recipe')
  const recipe: RecipeOffer = {
    ...offer,
    id: 'debian-installer',
    title: 'Debian installer',
    options: [
      { id: 'toram', title: 'Copy the system to memory', kind: 'switch', choices: [], example: '', pattern: '' },
      {
        id: 'console',
        title: 'Console',
        kind: 'choice',
        choices: [
          { id: 'serial', title: 'Serial port' },
          { id: 'both', title: 'Serial port and screen' },
        ],
        example: '',
        pattern: '',
      },
      { id: 'locale', title: 'Language', kind: 'text', choices: [], example: 'de_DE', pattern: '[a-z]{2}_[A-Z]{2}' },
    ],
    answer: {
      title: 'Preseed file',
      format: 'preseed',
      required: false,
      examples: [
        { id: 'preseed-minimal.cfg', title: 'Answers the questions, asks about the disk' },
        { id: 'preseed-wipe.cfg', title: 'Whole installation, erases the first disk' },
      ],
    },
    needs: ['A Debian mirror that the machine can reach.'],
    notes: 'The graphical installer needs more memory.',
    untested: 'Nobody has seen it boot on ARM.',
    installs: true,
    ...patch,
  }
  return report({ recipes: [recipe, ...report().recipes.slice(1)] })
}

/** An answer file as a machine gets it. */
export function preview(patch: Partial<AnswerPreview> = {}): AnswerPreview {
  return {
    name: 'preseed.cfg',
    text: 'd-i netcfg/get_hostname string pc-123456\n',
    filled: ['hostname'],
    wipes: false,
    files: [],
    warnings: [],
    ...patch,
  }
}

/** A current Linux desktop. */
export const ABOUT: About = { version: '0.1.0', platform: 'linux', language: 'en', confinement: null, tray: true }

export interface FakeApi extends Bootdrop {
  /** What was asked, oldest first. */
  readonly calls: { readonly name: string; readonly args: readonly unknown[] }[]
  send(name: 'state', payload: EngineState): void
  send(name: 'log', payload: readonly LogLine[]): void
  send(name: 'cards', payload: readonly Card[]): void
  send(name: 'inspecting', payload: Inspecting): void
  send(name: 'recipes', payload: readonly BrokenRecipe[]): void
  send(name: 'menu', payload: MenuCommand): void
  send(name: 'about', payload: About): void
  send(name: 'opened', payload: readonly string[]): void
  send(name: 'look', payload: string): void
  send(name: 'selfTest', payload: SelfTestStep): void
  send(name: 'journal', payload: readonly JournalEntry[]): void
}

/** `window.bootdrop` without a main process: answers what it is told to, and sends what it is told to. */
export function fakeApi(answers: Partial<Bootdrop> & { readonly saved?: Partial<Settings> } = {}): FakeApi {
  const calls: FakeApi['calls'] = []
  const listeners: Record<string, Set<(payload: never) => void>> = {
    state: new Set(),
    log: new Set(),
    cards: new Set(),
    inspecting: new Set(),
    recipes: new Set(),
    menu: new Set(),
    about: new Set(),
    opened: new Set(),
    look: new Set(),
    selfTest: new Set(),
    journal: new Set(),
  }
  const answer =
    <A extends unknown[], R>(name: keyof Bootdrop, reply: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> => {
      calls.push({ name, args })
      const told = answers[name] as ((...args: A) => Promise<R>) | undefined
      return (told ?? reply)(...args)
    }
  const on =
    (name: string) =>
    (listener: (payload: never) => void): (() => void) => {
      listeners[name]?.add(listener)
      return () => listeners[name]?.delete(listener)
    }
  return {
    calls,
    send: (name: string, payload: unknown) => {
      for (const listener of listeners[name] ?? []) listener(payload as never)
    },
    cancelInspect: answer('cancelInspect', () => Promise.resolve(null)),
    chooseAnswer: answer('chooseAnswer', () => Promise.resolve(null)),
    previewAnswer: answer('previewAnswer', () => Promise.resolve({ ok: true as const, value: preview() })),
    brokenRecipes: answer('brokenRecipes', () => Promise.resolve([])),
    openRecipesFolder: answer('openRecipesFolder', () => Promise.resolve({ ok: true as const, value: null })),
    inspect: answer('inspect', () => Promise.resolve({ ok: true as const, value: report() })),
    chooseMedia: answer('chooseMedia', () => Promise.resolve([])),
    cards: answer('cards', () => Promise.resolve([card()])),
    start: answer('start', () => Promise.resolve({ ok: true as const, value: null })),
    change: answer('change', () => Promise.resolve({ ok: true as const, value: null })),
    stop: answer('stop', () => Promise.resolve({ ok: true as const, value: null })),
    state: answer('state', () => Promise.resolve(stopped())),
    log: answer('log', () => Promise.resolve([])),
    settings: answer('settings', () => Promise.resolve({ ...BLANK, ...answers.saved })),
    saveSettings: answer('saveSettings', () => Promise.resolve(null)),
    chooseLoadersFolder: answer('chooseLoadersFolder', () => Promise.resolve(null)),
    saveCapture: answer('saveCapture', () => Promise.resolve({ ok: true as const, value: null })),
    copyText: answer('copyText', () => Promise.resolve(null)),
    about: answer('about', () => Promise.resolve(ABOUT)),
    absences: answer('absences', (paths: readonly string[]) => Promise.resolve(paths.map(() => null))),
    preflight: answer('preflight', (nic: string | null, listened: boolean) =>
      Promise.resolve({ ok: true as const, value: { at: NOW, nic, listened, servers: [], checks: [] } }),
    ),
    fix: answer('fix', () => Promise.resolve({ ok: true as const, value: null })),
    selfTest: answer('selfTest', () =>
      Promise.resolve({ ok: true as const, value: { passed: true, steps: [], ms: 1 } }),
    ),
    cancelSelfTest: answer('cancelSelfTest', () => Promise.resolve(null)),
    wake: answer('wake', () => Promise.resolve({ ok: true as const, value: null })),
    story: answer('story', () => Promise.resolve([])),
    journal: answer('journal', () => Promise.resolve({ ok: true, value: [] })),
    forgetJournal: answer('forgetJournal', () => Promise.resolve(null)),
    restoreJournal: answer('restoreJournal', () => Promise.resolve(null)),
    exportJournal: answer('exportJournal', () => Promise.resolve({ ok: true as const, value: null })),
    saveEvidence: answer('saveEvidence', () => Promise.resolve({ ok: true as const, value: null })),
    showSaved: answer('showSaved', () => Promise.resolve(null)),
    on: {
      state: on('state'),
      log: on('log'),
      cards: on('cards'),
      inspecting: on('inspecting'),
      recipes: on('recipes'),
      menu: on('menu'),
      about: on('about'),
      opened: on('opened'),
      look: on('look'),
      selfTest: on('selfTest'),
      journal: on('journal'),
    },
    pathOf: (file) => `/media/${file.name}`,
  }
}
