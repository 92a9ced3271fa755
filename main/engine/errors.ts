/**
 * Errors that a user can act on.
 *
 * Each has a stable `code` (used by the window to find its words, by tests and by scripts) and the exit code that the
 * command line ends with (DESIGN.md 3.2). `message` is a whole English sentence: what happened and what to do.
 */
export const EXIT = { fine: 0, unexpected: 1, usage: 2, cannotBind: 3, mediumNotUsable: 4, refused: 5 } as const

export type ErrorCode =
  | 'usage'
  | 'port-taken'
  | 'port-forbidden'
  /** The user, or the rules of this computer, refused what was asked for. `why`: PermissionWhy. */
  | 'permission-refused'
  /** There is nobody who could be asked: no polkit, no dialog, or Bootdrop is locked in. `why`: PermissionWhy. */
  | 'permission-unavailable'
  /** The permission was given, and what it was for did not work. */
  | 'permission-failed'
  | 'card-unknown'
  | 'card-down'
  | 'card-without-address'
  | 'medium-missing'
  | 'medium-unreadable'
  | 'medium-empty'
  | 'medium-not-recognised'
  | 'medium-truncated'
  | 'medium-damaged'
  | 'medium-changed'
  | 'medium-file-missing'
  /** What has to be unpacked does not fit on the disk, or into what may be kept there. */
  | 'medium-no-space'
  /** An archive that would write where it must not, or far too much. */
  | 'medium-unsafe'
  /** An archive with a password. */
  | 'medium-encrypted'
  /** The unpacker that comes with Bootdrop cannot be started. */
  | 'unpacker-missing'
  | 'answer-missing'
  | 'recipe-unknown'
  | 'recipe-broken'
  | 'no-recipe'
  | 'loader-missing'
  /** The user's own folder of loaders cannot be used. */
  | 'loaders-folder'
  | 'loader-hash'
  | 'already-serving'
  /** The user stopped it before it had started. */
  | 'cancelled'
  /** Another DHCP server is on the wire where we were to be the only one. */
  | 'foreign-dhcp'
  /** Nobody leases addresses on this wire, and the user wanted to be asked. */
  | 'no-dhcp'
  /** The card's network is too small to lease addresses in. */
  | 'pool-empty'
  | 'rules-broken'
  | 'selftest-failed'
  /** A part of the window could not be made when the program started. `reason`: FeatureId. */
  | 'feature-broken'

const EXIT_OF: Partial<Record<ErrorCode, number>> = {
  usage: EXIT.usage,
  'card-unknown': EXIT.usage,
  'recipe-unknown': EXIT.usage,
  'port-taken': EXIT.cannotBind,
  'port-forbidden': EXIT.cannotBind,
  'permission-refused': EXIT.cannotBind,
  'permission-unavailable': EXIT.cannotBind,
  'permission-failed': EXIT.cannotBind,
  'card-down': EXIT.cannotBind,
  'card-without-address': EXIT.cannotBind,
  'already-serving': EXIT.cannotBind,
  'medium-missing': EXIT.mediumNotUsable,
  'medium-unreadable': EXIT.mediumNotUsable,
  'medium-empty': EXIT.mediumNotUsable,
  'medium-not-recognised': EXIT.mediumNotUsable,
  'medium-truncated': EXIT.mediumNotUsable,
  'medium-damaged': EXIT.mediumNotUsable,
  'medium-changed': EXIT.mediumNotUsable,
  'medium-file-missing': EXIT.mediumNotUsable,
  'medium-no-space': EXIT.mediumNotUsable,
  'medium-unsafe': EXIT.mediumNotUsable,
  'medium-encrypted': EXIT.mediumNotUsable,
  'unpacker-missing': EXIT.mediumNotUsable,
  'answer-missing': EXIT.mediumNotUsable,
  'no-recipe': EXIT.mediumNotUsable,
  'recipe-broken': EXIT.mediumNotUsable,
  'foreign-dhcp': EXIT.refused,
  'no-dhcp': EXIT.refused,
  'pool-empty': EXIT.refused,
  'rules-broken': EXIT.usage,
  'loaders-folder': EXIT.usage,
}

/** An error with a stable code and a sentence for the user. `details` are the facts behind it (port, owner, path). */
export class BootdropError extends Error {
  override readonly name = 'BootdropError'
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, string | number>>

  constructor(code: ErrorCode, message: string, details: Record<string, string | number> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.details = details
  }

  /** Exit code of the command line for this error. */
  get exitCode(): number {
    return EXIT_OF[this.code] ?? EXIT.unexpected
  }
}

/** The `code` of a Node system error (`ENOENT`, `EADDRINUSE`), or undefined. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
