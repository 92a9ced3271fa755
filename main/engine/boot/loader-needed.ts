/** Whether a medium wants a loader that is not here: said when it is looked at, not when a machine waits for it. */
import type { Recipe } from '../recipes/schema'
import { builtFor, kernelOfWay, partFits } from '../recipes/ways'
import type { MediumReport } from '../types'
import type { Loaders } from './loaders'

/**
 * Builds of wimboot that its machines would be given, for recipes that start in no other way; none where it is not needed. Bootdrop
 * brings its other loaders along.
 */
export function wimbootsOf({ recipes: offered, arch }: MediumReport, recipes: readonly Recipe[]): readonly string[] {
  const names = new Set<string>()
  for (const { id, firmware: firmwares } of offered) {
    const boot = recipes.find((recipe) => recipe.id === id)?.boot ?? []
    if (!boot.every(({ way }) => way === 'wimboot')) continue
    for (const firmware of firmwares) {
      for (const cpu of arch) {
        if (!boot.some((part) => partFits(part, { firmware, cpu }))) continue
        const kernel = builtFor(kernelOfWay('wimboot', '') ?? '', firmware, cpu)
        if (typeof kernel !== 'string' && 'loader' in kernel) names.add(kernel.loader)
      }
    }
  }
  return [...names]
}

/** @param names as wimbootsOf gives them; with any one of them, some machines can start */
export function loaderNeeded(
  names: readonly string[],
  loaders: Pick<Loaders, 'find'>,
): MediumReport['notices'][number] | undefined {
  const [first] = names
  if (first === undefined || names.some((name) => loaders.find(name) !== undefined)) return undefined
  const text = `Windows is started by ${names.join(' or ')}, which is not here, so no machine can start it yet. Download wimboot 2.9.0 or newer from its makers (github.com/ipxe/wimboot/releases), put it into a folder, and choose that folder as the one with your own loaders.`
  return { level: 'warning', code: 'loader-needed', text, details: { loaders: names.join(', ') } }
}
