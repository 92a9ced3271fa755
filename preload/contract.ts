import type {
  BrokenRecipe,
  Card,
  EngineState,
  LogLine,
  Mac,
  MediumReport,
  Rung,
  ServeConfig,
} from '../main/engine/types'
import type { Said } from '../main/engine/said'
import type { CheckId, Preflight } from '../main/engine/types-checks'
import type { StoryLine } from '../main/engine/types-story'
import type { JournalEntry } from '../main/journal/types'
import type { LanguageId, Settings, SettingsPatch } from './settings'

export { BLANK, LANGUAGE_IDS } from './settings'
export type { LanguageId, RecentMedium, RecipeChoice, RecipeSetup, Settings, SettingsPatch } from './settings'

/**
 * The one list of what the window may ask the main process, and of what it is told. Channel names, handler types and
 * `window.bootdrop` are all derived from the value `contract`; nothing else names a channel.
 */

/**
 * A reply that can be bad news. `code` is an ErrorCode, or `unexpected`; `message` is a whole English sentence; `details` are the facts
 * in it, for words in other languages.
 */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false
      readonly error: {
        readonly code: string
        readonly message: string
        readonly details?: Readonly<Record<string, string | number>>
      }
    }

/** How far the opening of one medium is; sent only where that takes a while. */
export interface Inspecting {
  readonly path: string
  /** 0 to 1; undefined while nobody can tell. */
  readonly done: number | undefined
  /** `Unpacking netboot.tar.gz` */
  readonly text: string
}

/** An answer file as one machine would get it. */
export interface AnswerPreview {
  /** The name it is served under. */
  readonly name: string
  readonly text: string
  /** Names of the variables that were filled in. */
  readonly filled: readonly string[]
  /** What is served beside it. */
  readonly files: readonly { readonly name: string; readonly text: string }[]
  /** It empties a disk without a question (main/engine/boot/answers/wipes.ts). */
  readonly wipes: boolean
  /** What is doubtful about it. */
  readonly warnings: readonly Said[]
}

/** The pages on the right side of the window. */
export const PAGES = ['machines', 'history', 'checks', 'screen', 'settings'] as const
export type Page = (typeof PAGES)[number]

/** What was chosen in the application's own menu or in the tray, and is done by the page. */
export type MenuCommand = 'open' | 'link' | 'recipes' | 'start' | 'stop' | 'evidence' | `page-${Page}`

/** What the window has to know of this program and this computer. */
export interface About {
  readonly version: string
  readonly platform: NodeJS.Platform
  /** The language to show: Settings.language, or the system's where that is 'system'. */
  readonly language: LanguageId
  /** Flatpak, Snap or nothing: there, no other program can be asked for permission. */
  readonly confinement: 'flatpak' | 'snap' | null
  /** Whether this desktop shows tray icons; where it does not, Settings.tray does nothing. */
  readonly tray: boolean
}

/** Why a file that was used once cannot be used now; null where it can. */
export type Absence = 'missing' | 'denied' | null

/** How far a self-test is. */
export interface SelfTestStep {
  /** ms since the epoch. */
  readonly at: number
  /** `unsure`: it cannot be told; only `firewall` can be that. */
  readonly state: 'running' | 'passed' | 'failed' | 'unsure'
  /**
   * Where in the boot: the ladder's own rungs, `files` for the comparison at its end; at the end of the test `firewall`, which is no
   * machine's: whether other machines get in, by the firewall's rules.
   */
  readonly rung: Rung | 'files' | 'firewall'
  /** Why it failed: a stable code, worded by the window. */
  readonly code: string
  /** Plain English. */
  readonly text: string
  readonly facts: Readonly<Record<string, string | number>>
}

/** How the virtual machines fared. */
export interface SelfTestResult {
  /** One booted at least, and nothing was found shut, neither to them nor to other machines. */
  readonly passed: boolean
  readonly steps: readonly SelfTestStep[]
  readonly ms: number
}

/** A channel with the types of what crosses it. The types live at compile time only. */
export interface Request<Args extends readonly unknown[], Reply> {
  readonly channel: string
  readonly types?: (...args: Args) => Reply
}
export interface Event<Payload> {
  readonly channel: string
  readonly types?: (payload: Payload) => void
}

const request = <Args extends readonly unknown[], Reply>(channel: string): Request<Args, Reply> => ({ channel })
const event = <Payload>(channel: string): Event<Payload> => ({ channel })

export const contract = {
  requests: {
    inspect: request<[path: string], Result<MediumReport>>('bootdrop:inspect'),
    /** Breaks off what `inspect` unpacks: it then answers with `cancelled`. */
    cancelInspect: request<[path: string], null>('bootdrop:cancel-inspect'),
    /** The system's own file dialog; empty when it was closed. */
    chooseMedia: request<[], readonly string[]>('bootdrop:choose-media'),
    /** An answer file from the system's own dialog; null when it was closed. */
    chooseAnswer: request<[], string | null>('bootdrop:choose-answer'),
    /** @param answer a path, or `example:<id>` */
    previewAnswer: request<[recipe: string, answer: string], Result<AnswerPreview>>('bootdrop:preview-answer'),
    /** Recipes that are left out because they are broken, the user's own first. */
    brokenRecipes: request<[], readonly BrokenRecipe[]>('bootdrop:broken-recipes'),
    /** Makes the folder of the user's own recipes where there is none yet, and shows it in the system's file manager. */
    openRecipesFolder: request<[], Result<null>>('bootdrop:open-recipes-folder'),
    cards: request<[], readonly Card[]>('bootdrop:cards'),
    start: request<[config: ServeConfig], Result<null>>('bootdrop:start'),
    /** Other media, recipes, rules or kernel arguments for the next boots, without a stop. */
    change: request<[config: ServeConfig], Result<null>>('bootdrop:change'),
    /** Also breaks off a start that is under way. */
    stop: request<[], Result<null>>('bootdrop:stop'),
    state: request<[], EngineState>('bootdrop:state'),
    /** Every line kept so far, oldest first; later lines come as events. */
    log: request<[], readonly LogLine[]>('bootdrop:log'),
    settings: request<[], Settings>('bootdrop:settings'),
    saveSettings: request<[patch: SettingsPatch], null>('bootdrop:save-settings'),
    /** The user's own folder of boot loaders, chosen in the system's dialog and kept; null when it was closed. */
    chooseLoadersFolder: request<[], string | null>('bootdrop:choose-loaders-folder'),
    /** What was said with one machine (DHCP, TFTP), as a pcapng file: where it was saved, null when the dialog was closed. */
    saveCapture: request<[clientId: string], Result<string | null>>('bootdrop:save-capture'),
    copyText: request<[text: string], null>('bootdrop:copy-text'),
    about: request<[], About>('bootdrop:about'),
    /** Whether files and folders are still there, without reading them; links to other servers always are. In the order asked. */
    absences: request<[paths: readonly string[]], readonly Absence[]>('bootdrop:absences'),
    /** @param listen also listens for DHCP servers, up to 4 s: that sends two DISCOVERs to the card's network */
    preflight: request<[nic: string | null, listen: boolean], Result<Preflight>>('bootdrop:preflight'),
    /** Does what a line of pre-flight offers (Check.fix). What it changes in the system is undone at stop. */
    fix: request<[check: CheckId, nic: string], Result<null>>('bootdrop:fix'),
    /** A virtual machine boots through the card, from what is served or from a medium of our own. Steps come as events. */
    selfTest: request<[nic: string], Result<SelfTestResult>>('bootdrop:self-test'),
    cancelSelfTest: request<[], null>('bootdrop:cancel-self-test'),
    /** Wake on LAN: the magic packet, as a broadcast on that card. */
    wake: request<[nic: string, mac: Mac], Result<null>>('bootdrop:wake'),
    /** What was said with one machine, oldest first; empty where nothing is kept. */
    story: request<[clientId: string], readonly StoryLine[]>('bootdrop:story'),
    /** Every boot that is kept, newest first. */
    journal: request<[], Result<readonly JournalEntry[]>>('bootdrop:journal'),
    /** Takes entries out of the journal; `restoreJournal` brings the last ones back. */
    forgetJournal: request<[ids: readonly string[]], null>('bootdrop:forget-journal'),
    restoreJournal: request<[], null>('bootdrop:restore-journal'),
    /** @param ids what to export, in this order. Where it was saved; null when the dialog was closed. */
    exportJournal: request<[format: 'csv' | 'json', ids: readonly string[]], Result<string | null>>(
      'bootdrop:export-journal',
    ),
    /** Log, configuration, pre-flight, timelines and captures as one zip. @param mask without names and addresses */
    saveEvidence: request<[mask: boolean], Result<string | null>>('bootdrop:save-evidence'),
    /** Shows what was saved last in the system's file manager. */
    showSaved: request<[], null>('bootdrop:show-saved'),
  },
  events: {
    state: event<EngineState>('bootdrop:on-state'),
    log: event<readonly LogLine[]>('bootdrop:on-log'),
    cards: event<readonly Card[]>('bootdrop:on-cards'),
    inspecting: event<Inspecting>('bootdrop:on-inspecting'),
    /** A file in the folder of the user's own recipes changed; with those that are broken now. */
    recipes: event<readonly BrokenRecipe[]>('bootdrop:on-recipes'),
    menu: event<MenuCommand>('bootdrop:on-menu'),
    about: event<About>('bootdrop:on-about'),
    /** Files that were opened with Bootdrop in the file manager, or named on the command line of a second start. */
    opened: event<readonly string[]>('bootdrop:on-opened'),
    /** The machine with this id shall come into view: its notification was clicked. */
    look: event<string>('bootdrop:on-look'),
    selfTest: event<SelfTestStep>('bootdrop:on-self-test'),
    /** Entries that are new, or changed; the id tells which. An empty list: read all of them again. */
    journal: event<readonly JournalEntry[]>('bootdrop:on-journal'),
  },
} as const

export type Requests = typeof contract.requests
export type Events = typeof contract.events
export type RequestName = keyof Requests
export type EventName = keyof Events

/** The function that a channel's type carries. */
type TypeOf<Channel> = Channel extends { readonly types?: infer F } ? NonNullable<F> : never
type AnyFunction = (...args: never) => unknown

export type ArgsOf<N extends RequestName> = Parameters<Extract<TypeOf<Requests[N]>, AnyFunction>>
export type ReplyOf<N extends RequestName> = ReturnType<Extract<TypeOf<Requests[N]>, AnyFunction>>
export type PayloadOf<N extends EventName> = Parameters<Extract<TypeOf<Events[N]>, AnyFunction>>[0]

/** What main/ipc.ts must answer. */
export type Handlers = {
  readonly [N in RequestName]: (...args: ArgsOf<N>) => ReplyOf<N> | Promise<ReplyOf<N>>
}

/** `window.bootdrop`. */
export type Bootdrop = {
  readonly [N in RequestName]: (...args: ArgsOf<N>) => Promise<ReplyOf<N>>
} & {
  /** Each call gives back what ends the subscription. */
  readonly on: { readonly [N in EventName]: (listener: (payload: PayloadOf<N>) => void) => () => void }
  /** Where a dropped or picked file lies on disk; empty for one that only exists in memory. */
  readonly pathOf: (file: File) => string
}
