import type { Cpu } from '../types'
import { machineWords, refusal, titleOf } from './plan-words'
import { ramNeededMiB } from './ram'
import type { Survey } from './survey'
import type { ImagePlan, PlanRefusal, PlanTarget, RecipeMatch } from './types'

/** Where firmware looks on a disc (UEFI specification 3.5.1.1). */
const EFI_LOADERS = '/EFI/BOOT/boot*.efi'

/**
 * The plan of firmware that fetches the whole image and boots it as a disc (UEFI HTTP Boot): it starts the disc's EFI loader, so
 * that has to be one for its processor. Loaders that lie in the boot catalogue's FAT image alone cannot be seen from here; they
 * are taken for what the machine needs.
 */
export async function planImage(
  survey: Survey,
  match: RecipeMatch,
  { firmware, cpu }: PlanTarget,
): Promise<ImagePlan | PlanRefusal> {
  const { recipe } = match
  if (firmware !== 'uefi') {
    return refusal(`${recipe.title}: only UEFI firmware with HTTP Boot can take a whole image.`)
  }
  const cpus = await efiCpus(survey)
  const fits = cpus.includes(cpu) || (cpus.length === 0 && (await survey.catalogue('efi')))
  if (!fits) return refusal(`${recipe.title}: the image has no EFI loader for ${machineWords({ firmware, cpu })}.`)
  const sizeBytes = survey.medium.identity.size
  return {
    kind: 'image',
    recipeId: recipe.id,
    title: titleOf(match),
    firmware: 'uefi',
    cpu,
    minRamMiB: ramNeededMiB(recipe.minRamMiB, { iso: sizeBytes }),
    sizeBytes,
    warnings: [],
    installs: recipe.installs,
  }
}

async function efiCpus(survey: Survey): Promise<Cpu[]> {
  const cpus: Cpu[] = []
  for (const path of await survey.paths(EFI_LOADERS)) {
    const bootable = await survey.bootable(path)
    if (bootable?.uefi) cpus.push(bootable.cpu)
  }
  return cpus
}
