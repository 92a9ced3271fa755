import type {
  BrokenRecipe,
  Card,
  EngineState,
  LogLine,
  MediumChoice,
  MediumReport,
  Rule,
  ServeConfig,
} from '../main/engine/types'

/**
 * The one list of what the window may ask the main process, and of what it is told. Channel names, handler types and
 * `window.bootdrop` are all derived from the value `contract`; nothing else names a channel.
 */

/** A reply that can be bad news. `code` is an ErrorCode, or `unexpected`; `message` is a whole sentence. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: { code: string; message: string } }

/** What was set of one recipe. */
export type RecipeSetup = Pick<MediumChoice, 'entry' | 'options' | 'answer'>

/** The way a medium was last booted. */
export interface RecipeChoice extends RecipeSetup {
  readonly recipe: string
  /** What was set of its other recipes, by id: it is there again when one of them is chosen again. */
  readonly others?: Readonly<Record<string, RecipeSetup>>
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
  /** What is doubtful about it, a sentence each. */
  readonly warnings: readonly string[]
}

/** What was chosen in the application's own menu, and is done by the page. */
export type MenuCommand = 'link' | 'recipes'

/** Choices that outlive the window. */
export interface Settings {
  /** Paths of the last media, in the order of the menu. */
  readonly media: readonly string[]
  /** By path of the medium, newest last. */
  readonly recipes: Readonly<Record<string, RecipeChoice>>
  /** Name of the network card. */
  readonly card: string | null
  /** How machines get addresses, by name of the card; `auto` where none is given. */
  readonly modes: Readonly<Record<string, ServeConfig['mode']>>
  /** Extra kernel arguments. */
  readonly append: string
  /** ServeConfig.menu */
  readonly menu: ServeConfig['menu']
  /** Seconds that the menu waits; 0 for a key. */
  readonly menuTimeoutS: number
  /** Choices for single machines. */
  readonly rules: readonly Rule[]
  /** The user's own boot loaders; null for Bootdrop's alone. */
  readonly loadersFolder: string | null
  readonly logOpen: boolean
}

/** Nothing chosen yet. */
export const BLANK: Settings = {
  media: [],
  recipes: {},
  card: null,
  modes: {},
  append: '',
  menu: 'several',
  menuTimeoutS: 10,
  rules: [],
  loadersFolder: null,
  logOpen: false,
}

/** What the window may change of the settings by itself. A folder of loaders is chosen in the system's dialog alone. */
export type SettingsPatch = Partial<Omit<Settings, 'loadersFolder'>> & { readonly loadersFolder?: null }

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
  },
  events: {
    state: event<EngineState>('bootdrop:on-state'),
    log: event<readonly LogLine[]>('bootdrop:on-log'),
    cards: event<readonly Card[]>('bootdrop:on-cards'),
    inspecting: event<Inspecting>('bootdrop:on-inspecting'),
    /** A file in the folder of the user's own recipes changed; with those that are broken now. */
    recipes: event<readonly BrokenRecipe[]>('bootdrop:on-recipes'),
    menu: event<MenuCommand>('bootdrop:on-menu'),
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
