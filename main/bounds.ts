/** A rectangle on the desktop, in the system's own pixels. */
export interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** As much of the window's upper edge as a hand needs to take hold of it. */
const GRIP = { width: 120, height: 32 }

/** Whether the window could be taken hold of on this screen. */
function canBeMoved(window: Bounds, area: Bounds): boolean {
  const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x)
  const insideAt = window.y >= area.y && window.y + GRIP.height <= area.y + area.height
  return across >= Math.min(GRIP.width, window.width) && insideAt
}

/**
 * Where the window opens: as it was left, unless the screen it stood on is gone or smaller now. Then it fits on the first screen, in its
 * middle.
 * @param areas what windows may cover of each screen, the main one first
 */
export function placed(
  left: { readonly width: number; readonly height: number; readonly x?: number; readonly y?: number },
  areas: readonly Bounds[],
): Partial<Bounds> & Pick<Bounds, 'width' | 'height'> {
  const { width, height, x, y } = left
  const [main] = areas
  if (main === undefined) return { width, height }
  const there =
    x === undefined || y === undefined ? undefined : areas.find((area) => canBeMoved({ x, y, width, height }, area))
  const area = there ?? main
  const size = { width: Math.min(width, area.width), height: Math.min(height, area.height) }
  if (there !== undefined && x !== undefined && y !== undefined) return { ...size, x, y }
  // The system chooses a good place for a window that never stood anywhere.
  if (x === undefined || y === undefined) return size
  return {
    ...size,
    x: Math.round(main.x + (main.width - size.width) / 2),
    y: Math.round(main.y + (main.height - size.height) / 2),
  }
}
