import type { Content } from '#core/model/content.ts'
import type { PublishedShare } from '#core/model/published.ts'
import type { Cause, Commitment, ServicePromise } from '#core/model/register.ts'
import { type ContentIssue, shortText } from './issues.ts'

/**
 * What the registers of promises, causes and commitments must agree on with the rest of the
 * content, and with themselves.
 */
export function inconsistentRegisters(
	content: Content,
): (ContentIssue & { readonly subject: string })[] {
	const surfaces = new Map(
		content.providers.map((provider) => [
			provider.id,
			provider.surfaces.map((surface) => surface.id),
		]),
	)
	const placed = (subject: string, issues: readonly ContentIssue[]) =>
		issues.map((found) => ({ subject, ...found }))
	const causes = content.causes.map((cause) => `${cause.provider}/${cause.incident}`)
	return [
		...content.promises.flatMap((promise) =>
			placed(`promises/${promise.id}`, ofPromise(promise, surfaces)),
		),
		...content.causes.flatMap((cause, index) => {
			const key = `${cause.provider}/${cause.incident}`
			const again =
				causes.indexOf(key) < index
					? [issue('incident', 'an incident that has no cause yet', cause.incident)]
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

function ofPromise(promise: ServicePromise, surfaces: Surfaces): ContentIssue[] {
	const found: ContentIssue[] = []
	if (promise.provider !== undefined) found.push(...ofProvider(promise.provider, surfaces))
	else if (promise.surfaces !== undefined)
		found.push(issue('provider', 'a provider, since surfaces are named', undefined))
	const known = surfaces.get(promise.provider ?? '') ?? []
	for (const [index, surface] of (promise.surfaces ?? []).entries())
		if (!known.includes(surface))
			found.push(issue(`surfaces[${index}]`, `a surface of ${promise.provider}`, surface))
	const without = promise.kind === 'none public' || promise.kind === 'not found'
	if (promise.kind !== 'not found' && promise.sources.length === 0)
		found.push(issue('sources', 'where it is said', []))
	if (without && promise.percent !== undefined)
		found.push(issue('percent', `no percentage where the kind is ${promise.kind}`, promise.percent))
	return found
}

function ofCause(cause: Cause, surfaces: Surfaces): ContentIssue[] {
	const found = ofProvider(cause.provider, surfaces)
	if (cause.second?.after === cause.incident)
		found.push(issue('second.after', 'another incident', cause.incident))
	return [...found, ...evidenceOf(cause)]
}

function ofCommitment(commitment: Commitment, surfaces: Surfaces): ContentIssue[] {
	const found = ofProvider(commitment.provider, surfaces)
	if (commitment.incident === undefined && commitment.update !== undefined)
		found.push(issue('incident', 'the incident of the update', undefined))
	if (commitment.incident === undefined && commitment.madeAt === undefined)
		found.push(issue('madeAt', 'when it was said, or the incident that it answers', undefined))
	return [...found, ...evidenceOf(commitment)]
}

function ofPublished(figure: PublishedShare, surfaces: Surfaces): ContentIssue[] {
	const found = ofProvider(figure.provider, surfaces)
	const known = surfaces.get(figure.provider) ?? []
	if (figure.surface !== undefined && !known.includes(figure.surface))
		found.push(issue('surface', `a surface of ${figure.provider}`, figure.surface))
	const { share, atLeast, atMost } = figure
	if (share === undefined && atLeast === undefined && atMost === undefined)
		found.push(issue('share', 'a share, or a bound of it', undefined))
	if (share !== undefined && (atLeast !== undefined || atMost !== undefined))
		found.push(issue('share', 'a share or bounds, not both', share))
	if (atLeast !== undefined && atMost !== undefined && atLeast > atMost)
		found.push(issue('atLeast', `at most ${atMost}`, atLeast))
	return found
}

function ofProvider(provider: string, surfaces: Surfaces): ContentIssue[] {
	return surfaces.has(provider) ? [] : [issue('provider', 'a provider that exists', provider)]
}

/** What a vendor is said to have said needs the place where it said so. */
function evidenceOf(entry: Cause | Commitment): ContentIssue[] {
	return entry.update === undefined && entry.sources.length === 0
		? [issue('sources', 'an update, or a source', [])]
		: []
}

function issue(path: string, expected: string, got: unknown): ContentIssue {
	return { path, expected, got: shortText(got) }
}
