import { existsSync } from 'node:fs'
import type { Platform } from '#core/platforms/platform.ts'
import type { PlatformCases } from './case.ts'

/** The platforms that have a file in `cases/`, with what it holds. */
export async function suitesOf(
	platforms: readonly Platform[],
): Promise<{ platform: Platform; cases: PlatformCases }[]> {
	const written = platforms.filter(({ id }) =>
		existsSync(new URL(`cases/${id}.ts`, import.meta.url)),
	)
	return Promise.all(
		written.map(async (platform) => {
			// The export's shape is the compiler's to check, in that file.
			const module = (await import(new URL(`cases/${platform.id}.ts`, import.meta.url).href)) as {
				cases: PlatformCases
			}
			return { platform, cases: module.cases }
		}),
	)
}
