import type { Content } from '#core/model/content.ts'
import type { PublishedShare } from '#core/model/published.ts'
import type { Cause, Commitment, ServicePromise } from '#core/model/register.ts'
import { type Complaint, shortText } from './issues.ts'

/**
 * What the registers of promises, causes and commitments must agree on with the rest of the
 * content, and with themselves.
 */
export function inconsistentRegisters(
	content: Content,
): (Complaint & { readonly subject: string })[] {
	const surfaces = new Map(
		content.providers.map((provider) => [
			provider.id,
			provider.surfaces.map((surface) => surface.id),
		]),
	)
	const placed = (subject: string, complaints: readonly Complaint[]) =>
		complaints.map((found) => ({ subject, ...found }))
	const causes = content.causes.map((cause) => `${cause.provider}/${cause.incident}`)
	return [
		...content.promises.flatMap((promise) =>
			placed(`promises/${promise.id}`, ofPromise(promise, surfaces)),
		),
		...content.causes.flatMap((cause, index) => {
			const key = `${cause.provider}/${cause.incident}`
			const again =
				causes.indexOf(key) < index
					? [complaint('incident', 'an incident that has no cause yet', cause.incident)]
					: []
			return placed(`causes/${key}`, [...again, ...ofCause(cause, surfaces)])
		}),
		...content.commitments.flatMap((commitment) =>
			placed(`commitments/${commitment.id}`, ofCommitment(commitment, surfaces)),
		),
		...content.published.flatMap((figure) =>
			placed(`published/${figure.id}`, ofPublished(figure, surfaces)),
		),
	]
}

type Surfaces = ReadonlyMap<string, readonly string[]>

function ofPromise(promise: ServicePromise, surfaces: Surfaces): Complaint[] {
	const found: Complaint[] = []
	if (promise.provider !== undefined) found.push(...ofProvider(promise.provider, surfaces))
	else if (promise.surfaces !== undefined)
		found.push(complaint('provider', 'a provider, since surfaces are named', undefined))
	const known = surfaces.get(promise.provider ?? '') ?? []
	for (const [index, surface] of (promise.surfaces ?? []).entries())
		if (!known.includes(surface))
			found.push(complaint(`surfaces[${index}]`, `a surface of ${promise.provider}`, surface))
	const without = promise.kind === 'none public' || promise.kind === 'not found'
	if (promise.kind !== 'not found' && promise.sources.length === 0)
		found.push(complaint('sources', 'where it is said', []))
	if (without && promise.percent !== undefined)
		found.push(
			complaint('percent', `no percentage where the kind is ${promise.kind}`, promise.percent),
		)
	return found
}

function ofCause(cause: Cause, surfaces: Surfaces): Complaint[] {
	const found = ofProvider(cause.provider, surfaces)
	if (cause.second?.after === cause.incident)
		found.push(complaint('second.after', 'another incident', cause.incident))
	return [...found, ...evidenceOf(cause)]
}

function ofCommitment(commitment: Commitment, surfaces: Surfaces): Complaint[] {
	const found = ofProvider(commitment.provider, surfaces)
	if (commitment.incident === undefined && commitment.update !== undefined)
		found.push(complaint('incident', 'the incident of the update', undefined))
	if (commitment.incident === undefined && commitment.madeAt === undefined)
		found.push(complaint('madeAt', 'when it was said, or the incident that it answers', undefined))
	return [...found, ...evidenceOf(commitment)]
}

function ofPublished(figure: PublishedShare, surfaces: Surfaces): Complaint[] {
	const found = ofProvider(figure.provider, surfaces)
	const known = surfaces.get(figure.provider) ?? []
	if (figure.surface !== undefined && !known.includes(figure.surface))
		found.push(complaint('surface', `a surface of ${figure.provider}`, figure.surface))
	const { share, atLeast, atMost } = figure
	if (share === undefined && atLeast === undefined && atMost === undefined)
		found.push(complaint('share', 'a share, or a bound of it', undefined))
	if (share !== undefined && (atLeast !== undefined || atMost !== undefined))
		found.push(complaint('share', 'a share or bounds, not both', share))
	if (atLeast !== undefined && atMost !== undefined && atLeast > atMost)
		found.push(complaint('atLeast', `at most ${atMost}`, atLeast))
	return found
}

function ofProvider(provider: string, surfaces: Surfaces): Complaint[] {
	return surfaces.has(provider) ? [] : [complaint('provider', 'a provider that exists', provider)]
}

/** What a vendor is said to have said needs the place where it said so. */
function evidenceOf(entry: Cause | Commitment): Complaint[] {
	return entry.update === undefined && entry.sources.length === 0
		? [complaint('sources', 'an update, or a source', [])]
		: []
}

function complaint(path: string, expected: string, got: unknown): Complaint {
	return { path, expected, got: shortText(got) }
}
