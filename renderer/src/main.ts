import { mount } from 'svelte'
import type { Bootdrop } from '../../preload/contract'
import { App } from './app.svelte'
import Window from './components/Window.svelte'
import './styles/index.css'

declare global {
  interface Window {
    readonly bootdrop: Bootdrop
  }
}

const target = document.getElementById('app')
if (!target) throw new Error('index.html has no #app')

const app = new App(window.bootdrop)
mount(Window, { target, props: { app } })
app.connect()
