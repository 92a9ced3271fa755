import type { Card, EngineState, LogLine, MediumReport, ServeConfig } from '../main/engine/types'

/**
 * The one list of what the window may ask the main process, and of what it is told. Channel names, handler types and
 * `window.bootdrop` are all derived from the value `contract`; nothing else names a channel.
 */

/** A reply that can be bad news. `code` is an ErrorCode, or `unexpected`; `message` is a whole sentence. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: { code: string; message: string } }

/** The way a medium was last booted. */
export interface RecipeChoice {
  readonly recipe: string
  readonly entry?: string
}

/** Choices that outlive the window. */
export interface Settings {
  /** Path of the last medium; null before the first one. */
  readonly medium: string | null
  /** By path of the medium, newest last. */
  readonly recipes: Readonly<Record<string, RecipeChoice>>
  /** Name of the network card. */
  readonly card: string | null
  /** Extra kernel arguments. */
  readonly append: string
  readonly logOpen: boolean
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
    /** The system's own file dialog; null when it was closed. */
    chooseMedium: request<[], string | null>('bootdrop:choose-medium'),
    cards: request<[], readonly Card[]>('bootdrop:cards'),
    start: request<[config: ServeConfig], Result<null>>('bootdrop:start'),
    /** Another medium, recipe or kernel arguments for the next boots, without a stop. */
    change: request<[config: ServeConfig], Result<null>>('bootdrop:change'),
    stop: request<[], Result<null>>('bootdrop:stop'),
    state: request<[], EngineState>('bootdrop:state'),
    /** Every line kept so far, oldest first; later lines come as events. */
    log: request<[], readonly LogLine[]>('bootdrop:log'),
    settings: request<[], Settings>('bootdrop:settings'),
    saveSettings: request<[patch: Partial<Settings>], null>('bootdrop:save-settings'),
    copyText: request<[text: string], null>('bootdrop:copy-text'),
  },
  events: {
    state: event<EngineState>('bootdrop:on-state'),
    log: event<readonly LogLine[]>('bootdrop:on-log'),
    cards: event<readonly Card[]>('bootdrop:on-cards'),
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
