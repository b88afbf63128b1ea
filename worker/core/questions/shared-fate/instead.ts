import type { SurfaceKind } from '#core/model/provider.ts'
import { compareInstants, instantOf } from '#core/time/time.ts'
import { liesWithin, overlapsAny } from '../toolkit/condition/spans.ts'
import type { ProviderScope, ScopedIncident } from '../toolkit/scoped-record.ts'
import { ShareTally } from '../toolkit/share.ts'
import { idOf } from '../toolkit/trace.ts'
import type { Door } from './doors.ts'
import type { IncidentWays, Instead } from './figures.ts'

/** What else was up while an incident was open. */

export interface InsteadFigures {
	readonly instead: readonly Instead[]
	readonly incidents: readonly IncidentWays[]
	readonly of: number
	/** How many incidents could not be asked about, by reason. */
	readonly excluded: Readonly<Record<string, number>>
}

const listAtMost = 100

/** For the incidents of `asked`: the other providers' doors of the kinds that the incident hit. */
export function insteadOf(asked: readonly ProviderScope[], doors: readonly Door[]): InsteadFigures {
	const excluded = { 'names no surface': 0, 'its length is not known': 0 }
	const byKind = Map.groupBy(doors, ({ kind }) => kind)
	const instead: Instead[] = []
	const latest: IncidentWays[] = []
	let of = 0
	for (const scope of asked) {
		const others = new Map([...byKind].map(([kind, own]) => [kind, rivals(own, scope.provider.id)]))
		const kindOf = new Map(scope.provider.surfaces.map(({ id, kind }) => [id, kind]))
		let listed = 0
		for (const entry of scope.incidents.toReversed()) {
			const kinds = new Set<SurfaceKind>()
			for (const id of entry.incident.surfaces) {
				const kind = kindOf.get(id)
				if (kind !== undefined) kinds.add(kind)
			}
			if (kinds.size === 0) excluded['names no surface'] += 1
			else if (!entry.ended || entry.to <= entry.from) {
				excluded['its length is not known'] += 1
				for (const kind of kinds)
					for (const { up } of others.get(kind) ?? []) up.add('its length is not known')
			} else {
				of += 1
				const isListed = listed++ < listAtMost
				const ways: IncidentWays['kinds'] = []
				for (const kind of kinds) {
					const theirs = others.get(kind) ?? []
					const standings = theirs.map((rival) => counted(rival, entry))
					if (isListed) ways.push(waysOf(kind, theirs, standings))
				}
				if (isListed)
					latest.push({
						incident: idOf(entry),
						from: instantOf(entry.from),
						to: instantOf(entry.to),
						kinds: ways,
					})
			}
		}
		for (const [kind, own] of others) {
			for (const { other, up, unknown, notUp } of own) {
				const share = up.share()
				if (share.of > 0)
					instead.push({
						provider: scope.provider.id,
						kind,
						other,
						up: share,
						unknown,
						notUp,
					})
			}
		}
	}
	latest.sort((a, b) => compareInstants(b.from, a.from))
	const reasons = Object.fromEntries(Object.entries(excluded).filter(([, count]) => count > 0))
	return {
		instead: instead.sort(byNames),
		incidents: latest.slice(0, listAtMost),
		of,
		excluded: reasons,
	}
}

/** Another provider's doors of one kind, with what was counted of them so far. */
interface Rival {
	readonly other: string
	readonly doors: readonly Door[]
	readonly up: ShareTally
	unknown: number
	readonly notUp: string[]
}

function rivals(doors: readonly Door[], own: string): Rival[] {
	const others = Map.groupBy(doors, ({ provider }) => provider)
	return [...others]
		.filter(([other]) => other !== own)
		.map(([other, theirs]) => ({
			other,
			doors: theirs,
			up: new ShareTally('incidents of known length that name a product of this kind'),
			unknown: 0,
			notUp: [],
		}))
}

function counted(rival: Rival, entry: ScopedIncident): Standing {
	const standing = standingOf(rival.doors, entry)
	if (standing === 'unknown') rival.unknown += 1
	rival.up.add(
		standing === 'unknown' ? 'the other’s record is not complete for that time' : standing === 'up',
		entry.from,
	)
	if (standing === 'troubled' && rival.notUp.length < listAtMost) rival.notUp.push(idOf(entry))
	return standing
}

function waysOf(
	kind: string,
	others: readonly Rival[],
	standings: readonly Standing[],
): IncidentWays['kinds'][number] {
	const those = (standing: Standing) =>
		others.flatMap(({ other }, position) => (standings[position] === standing ? [other] : []))
	return { kind, up: those('up'), troubled: those('troubled'), unknown: those('unknown') }
}

type Standing = 'up' | 'troubled' | 'unknown'

/**
 * Up: at least one door had no trouble from beginning to end. Troubled: every door that is known
 * had some.
 */
function standingOf(doors: readonly Door[], span: ScopedIncident): Standing {
	let isKnown = true
	for (const door of doors) {
		if (!liesWithin(door.known, span)) isKnown = false
		else if (!overlapsAny(door.trouble, span)) return 'up'
	}
	return isKnown ? 'troubled' : 'unknown'
}

function byNames(a: Instead, b: Instead): number {
	const key = ({ provider, kind, other }: Instead) => `${provider}\n${kind}\n${other}`
	return key(a) < key(b) ? -1 : 1
}
