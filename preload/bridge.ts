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

const events = Object.entries(contract.events).map(([name, { channel }]) => [
  name,
  (listener: (payload: unknown) => void) => {
    const forward = (_event: unknown, payload: unknown): void => listener(payload)
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
