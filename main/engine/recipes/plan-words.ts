import type { PlanRefusal, PlanTarget, RecipeMatch } from './types'

/** `Debian installer 12` */
export function titleOf(match: RecipeMatch): string {
  return [match.name || match.recipe.title, match.version].filter(Boolean).join(' ')
}

/** `a 64-bit PC with UEFI firmware` */
export function machineWords(target: PlanTarget): string {
  const cpu = { x86: '32-bit PC', x64: '64-bit PC', arm32: '32-bit ARM machine', arm64: '64-bit ARM machine' }[
    target.cpu
  ]
  return `a ${cpu} with ${target.firmware === 'bios' ? 'BIOS' : 'UEFI'} firmware`
}

export function refusal(text: string): PlanRefusal {
  return { kind: 'refusal', why: 'recipe-not-for-arch', text }
}
