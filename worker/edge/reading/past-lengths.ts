import type { PastLengths } from '#core/documents/news.ts'
import type { AnalysisDocument } from '#core/model/analysis.ts'
import type { RemainingFigures } from '#core/questions/remaining/count.ts'
import { assets } from '../keys.ts'
import { shippedAsset, type WithAssets } from '../shipped-asset.ts'
import { reading, StoreFailure } from '../store-failure.ts'

/**
 * By the assets that they were read from: a deployment has one archive, so each isolate reads them
 * once.
 */
const read = new WeakMap<object, PastLengths>()

/**
 * How long the archive's incidents lasted, for pages that say how much longer one may take;
 * undefined where the build has not counted it.
 */
export async function pastLengths(env: WithAssets): Promise<PastLengths | undefined> {
	const known = env.ASSETS && read.get(env.ASSETS)
	if (known) return known
	const path = assets.analysis('remaining')
	// The build wrote it from these very types.
	const counted = await reading(
		path,
		async () =>
			(await shippedAsset(env, path))?.json<
				AnalysisDocument & { readonly figures?: RemainingFigures }
			>() ?? null,
	)
	// Without it a page says less, and nothing wrong.
	if (counted === null || counted instanceof StoreFailure || !env.ASSETS) return undefined
	const { asOf, figures } = counted
	const lengths = { asOf, curves: figures?.curves ?? [] }
	read.set(env.ASSETS, lengths)
	return lengths
}
