import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { contract } from './contract'
import type { Bootdrop } from './contract'

/**
 * The only code between the window and the main process: it forwards what the contract names and nothing else. The page
 * never sees ipcRenderer nor the event object of a message.
 */
const requests = Object.entries(contract.requests).map(([name, { channel }]) => [
  name,
  (...args: unknown[]) => ipcRenderer.invoke(channel, ...args),
])

/**
 * The context bridge copies value by value, ten thousand of them for 200 machines: ten times a second that costs more than all that the
 * page does with them. What is sent so often goes over as one text; renderer/src/bridge.ts reads it.
 */
const AS_TEXT: ReadonlySet<string> = new Set(['state'])

const events = Object.entries(contract.events).map(([name, { channel }]) => [
  name,
  (listener: (payload: unknown) => void) => {
    const forward = (_event: unknown, payload: unknown): void =>
      listener(AS_TEXT.has(name) ? JSON.stringify(payload) : payload)
    ipcRenderer.on(channel, forward)
    return () => {
      ipcRenderer.off(channel, forward)
    }
  },
])

const api = {
  ...Object.fromEntries(requests),
  on: Object.fromEntries(events),
  pathOf: (file: File) => webUtils.getPathForFile(file),
} as Bootdrop

contextBridge.exposeInMainWorld('bootdrop', api)
