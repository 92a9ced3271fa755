import { mount } from 'svelte'
import { App } from './app.svelte'
import { read } from './bridge'
import type { Bridge } from './bridge'
import Window from './components/Window.svelte'
import './styles/index.css'

declare global {
  interface Window {
    readonly bootdrop: Bridge
  }
}

const target = document.getElementById('app')
if (!target) throw new Error('index.html has no #app')

const app = new App(read(window.bootdrop))
mount(Window, { target, props: { app } })
app.connect()
