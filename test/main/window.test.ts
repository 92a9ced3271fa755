import { expect, describe, it } from 'vitest'
import { placed } from '../../main/bounds'

const MAIN = { x: 0, y: 25, width: 1920, height: 1055 }
const RIGHT = { x: 1920, y: 0, width: 2560, height: 1440 }

describe('the window', () => {
  it('opens where it was left, also on a second screen', () => {
    const left = { x: 2200, y: 100, width: 1180, height: 760 }
    expect(placed(left, [MAIN, RIGHT])).toEqual(left)
  })

  it('comes back to the main screen when its own is gone', () => {
    expect(placed({ x: 2200, y: 100, width: 1180, height: 760 }, [MAIN])).toEqual({
      x: 370,
      y: 173,
      width: 1180,
      height: 760,
    })
  })

  it('comes back when only a strip of it could be seen, or its upper edge is above the screen', () => {
    expect(placed({ x: 1880, y: 100, width: 1180, height: 760 }, [MAIN]).x).toBe(370)
    expect(placed({ x: 100, y: -40, width: 1180, height: 760 }, [MAIN]).y).toBe(173)
    expect(placed({ x: 100, y: 1060, width: 1180, height: 760 }, [MAIN]).y).toBe(173)
  })

  it('stays where it hangs over the edge but can be moved', () => {
    const left = { x: -900, y: 60, width: 1180, height: 760 }
    expect(placed(left, [MAIN])).toEqual(left)
  })

  it('is no larger than the screen it opens on', () => {
    expect(placed({ x: 10, y: 30, width: 3000, height: 2000 }, [MAIN])).toMatchObject({ width: 1920, height: 1055 })
  })

  it('is placed by the system the first time', () => {
    expect(placed({ width: 1180, height: 760 }, [MAIN])).toEqual({ width: 1180, height: 760 })
  })

  it('opens also where no screen is known', () => {
    expect(placed({ x: 5, y: 5, width: 1180, height: 760 }, [])).toEqual({ width: 1180, height: 760 })
  })
})
