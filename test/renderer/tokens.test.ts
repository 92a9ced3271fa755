import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** WCAG 2 contrast of the colour tokens, light and dark, computed from the style sheet itself. */
const css = readFileSync('renderer/src/styles/tokens.css', 'utf8')

function token(name: string, theme: 'light' | 'dark'): string {
  const pair = new RegExp(`--${name}: light-dark\\((oklch\\([^)]*\\)), (oklch\\([^)]*\\))\\)`).exec(css)
  const value = pair?.[theme === 'light' ? 1 : 2]
  if (value === undefined) throw new Error(`no colour token --${name}`)
  return value
}

/** Relative luminance of an oklch colour; matrices of CSS Color 4, section 10.3 (sample code, OKLab to linear sRGB). */
function luminance(colour: string): number {
  const [l = 0, c = 0, h = 0] = [...colour.matchAll(/[\d.]+/g)].map((match) => Number(match[0]))
  const a = c * Math.cos((h * Math.PI) / 180)
  const b = c * Math.sin((h * Math.PI) / 180)
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3
  const clamp = (value: number): number => Math.min(1, Math.max(0, value))
  const red = clamp(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short)
  const green = clamp(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short)
  const blue = clamp(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(front: string, back: string, theme: 'light' | 'dark'): number {
  const [lighter = 0, darker = 0] = [token(front, theme), token(back, theme)].map(luminance).sort((x, y) => y - x)
  return (lighter + 0.05) / (darker + 0.05)
}

describe.each(['light', 'dark'] as const)('contrast, %s', (theme) => {
  it.each([
    // The board is read from across the bench: AAA.
    ['text', 'surface', 7],
    ['text', 'ground', 7],
    ['text', 'rail', 7],
    ['text', 'accent-soft', 7],
    ['text', 'warn-soft', 7],
    ['text', 'bad-soft', 7],
    ['text-soft', 'surface', 7],
    ['text-soft', 'accent-soft', 4.5],
    ['text-soft', 'ground', 4.5],
    ['text-soft', 'rail', 4.5],
    ['text-soft', 'track', 4.5],
    ['on-accent', 'accent', 4.5],
    ['on-accent', 'accent-hover', 4.5],
    ['accent-text', 'accent-soft', 4.5],
    ['accent-text', 'surface', 4.5],
    ['good', 'good-soft', 4.5],
    ['warn', 'warn-soft', 4.5],
    ['bad', 'bad-soft', 4.5],
    // Graphics that carry meaning: 3 to 1 (WCAG 1.4.11).
    ['accent', 'track', 3],
    ['accent', 'ground', 3],
    ['line-strong', 'surface', 3],
  ] as const)('%s on %s is at least %s to 1', (front, back, least) => {
    expect(contrast(front, back, theme)).toBeGreaterThanOrEqual(least)
  })
})

it('knows black on white', () => {
  expect(luminance('oklch(1 0 0)')).toBeCloseTo(1, 3)
  expect(luminance('oklch(0 0 0)')).toBe(0)
})
