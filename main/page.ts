import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import type { CustomScheme, Session, WebContents } from 'electron'

/**
 * The window's own pages. They are served under `app://bootdrop/` and not from `file://`, so that the page has an origin
 * of its own, real response headers, and no reach into the disk.
 */
export const PAGE_ORIGIN = 'app://bootdrop'

/** No inline code, no network, no frames; the page gets everything it shows through the bridge. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types svelte-trusted-html',
].join('; ')

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** For `protocol.registerSchemesAsPrivileged`, which must run before the app is ready. */
export const PAGE_SCHEME: CustomScheme = { scheme: 'app', privileges: { standard: true, secure: true } }

/** The file below `root` that a page address names; undefined for anything that is not one of ours. */
export function pageFile(root: string, address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url?.protocol !== 'app:' || url.host !== 'bootdrop') return undefined
  // Vite writes plain names only, so nothing needs decoding, and what is encoded is not ours.
  const file = normalize(join(root, url.pathname))
  if (!file.startsWith(root + sep) || !Object.hasOwn(TYPES, extname(file))) return undefined
  return file
}

/** Answers `app://bootdrop/…` out of the folder `root` and lets the session load nothing else. */
export function servePages(session: Session, root: string): void {
  session.protocol.handle('app', async ({ url }) => {
    const file = pageFile(root, url)
    const body = file === undefined ? undefined : await readFile(file).catch(() => undefined)
    if (file === undefined || body === undefined) return new Response('Not found', { status: 404 })
    return new Response(new Uint8Array(body), {
      headers: {
        'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
        'Content-Security-Policy': CONTENT_SECURITY_POLICY,
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'no-referrer',
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Resource-Policy': 'same-origin',
      },
    })
  })
  fence(session)
}

/**
 * Nothing is loaded from elsewhere, nothing is saved, no permission is given, no device is handed out. For the page's own session
 * and for the default one, in which nothing of ours runs.
 */
export function fence(session: Session): void {
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !details.url.startsWith(`${PAGE_ORIGIN}/`) && !details.url.startsWith('devtools://') })
  })
  session.on('will-download', (event) => event.preventDefault())
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }))
  session.setUSBProtectedClassesHandler(({ protectedClasses }) => protectedClasses)
  // Without a chooser that answers, a page that asks for a device gets none.
  session.on('select-hid-device', (event, _details, answer) => {
    event.preventDefault()
    answer()
  })
  session.on('select-serial-port', (event, _ports, _contents, answer) => {
    event.preventDefault()
    answer('')
  })
  session.on('select-usb-device', (event, _details, answer) => {
    event.preventDefault()
    answer()
  })
  session.setSpellCheckerEnabled(false)
}

/** A page never leads elsewhere: no navigation, no second window, no web view, no Bluetooth. For whatever is made, ours or not. */
export function confine(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault())
  contents.on('will-frame-navigate', (event) => event.preventDefault())
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.on('select-bluetooth-device', (event, _devices, answer) => {
    event.preventDefault()
    answer('')
  })
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}
