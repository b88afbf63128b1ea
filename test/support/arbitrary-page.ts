import fc from 'fast-check'
import { addSeconds, compareInstants } from '#core/time/time.ts'

/**
 * A status page on which anything may happen, as two platforms print it: for tests that hold for
 * every page.
 */

export type Act =
	| {
			readonly do: 'open'
			readonly parts: readonly number[]
			readonly state: string
			readonly maintenance: boolean
	  }
	| {
			readonly do: 'append'
			readonly which: number
			readonly status: string
			readonly state: string | null
	  }
	| { readonly do: 'resolve'; readonly which: number; readonly takesBack: boolean }
	| {
			readonly do: 'edit' | 'retitle' | 'move-time' | 'take-off' | 'withdraw' | 'remove-update'
			readonly which: number
	  }
	| { readonly do: 'set'; readonly which: number; readonly state: string }
	| { readonly do: 'rename' | 're-id' | 'remove' | 'add'; readonly which: number }
	| { readonly do: 'flood' | 'new-home' | 'nothing' }

/** What our look after an act meets: failures, old copies, false marks. */
export interface Weather {
	readonly fails: readonly boolean[]
	/** Each document's copy is so many acts old. */
	readonly age: readonly number[]
	readonly pageMark: number
	readonly incidentMark: number
	readonly emptied: boolean
}

export interface Step {
	readonly act: Act
	readonly minutes: number
	/** How often the page is looked at before the next act, a minute apart. */
	readonly looks: number
	readonly weather: Weather
}

const which = fc.nat(6)
const state = fc.constantFrom(
	'operational',
	'degraded_performance',
	'partial_outage',
	'major_outage',
	'on_fire',
)
const act: fc.Arbitrary<Act> = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.record({
			do: fc.constant('open' as const),
			parts: fc.array(which, { maxLength: 3 }),
			state,
			maintenance: fc.boolean(),
		}),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constant('append' as const),
			which,
			status: fc.constantFrom('investigating', 'identified', 'monitoring', 'gone fishing'),
			state: fc.option(state),
		}),
	},
	{
		weight: 3,
		arbitrary: fc.record({ do: fc.constant('resolve' as const), which, takesBack: fc.boolean() }),
	},
	{
		weight: 4,
		arbitrary: fc.record({
			do: fc.constantFrom(
				'edit' as const,
				'retitle' as const,
				'move-time' as const,
				'take-off' as const,
				'withdraw' as const,
				'remove-update' as const,
			),
			which,
		}),
	},
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('set' as const), which, state }) },
	{
		weight: 2,
		arbitrary: fc.record({
			do: fc.constantFrom('rename' as const, 're-id' as const, 'remove' as const, 'add' as const),
			which,
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constantFrom('flood' as const, 'new-home' as const, 'nothing' as const),
		}),
	},
)
const seldom = <T>(usual: T, other: fc.Arbitrary<T>) =>
	fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other })
const weather: fc.Arbitrary<Weather> = fc.record({
	fails: seldom([], fc.array(fc.boolean(), { minLength: 4, maxLength: 4 })),
	age: seldom([], fc.array(fc.nat(4), { minLength: 4, maxLength: 4 })),
	pageMark: seldom(0, fc.constantFrom(-7200, -600, 300, 86_400)),
	incidentMark: seldom(0, fc.constantFrom(-7200, -600, 300, 86_400)),
	emptied: seldom(false, fc.boolean()),
})

export const steps: fc.Arbitrary<Step[]> = fc.array(
	fc.record({
		act,
		minutes: fc.constantFrom(1, 1, 2, 7, 25),
		looks: fc.constantFrom(0, 1, 1, 2, 4),
		weather,
	}),
	{ minLength: 1, maxLength: 14 },
)

interface Update {
	id: string
	at: string
	status: string
	body: string
	states: Map<string, [from: string, to: string]>
}

interface Entry {
	id: string
	name: string
	createdAt: string
	startedAt: string
	updatedAt: string
	resolvedAt: string | undefined
	maintenance: boolean
	parts: string[]
	stretches: { part: string; state: string; from: string; to?: string }[]
	updates: Update[]
}

/** The page itself: what is true on it, whatever a look meets. */
export class ArbitraryPage {
	readonly parts = new Map<string, { name: string; state: string }>([
		['c-web', { name: 'Website', state: 'operational' }],
		['c-api', { name: 'API', state: 'operational' }],
	])
	entries: Entry[] = []
	home = 1
	now: string
	private serial = 0

	constructor(now: string) {
		this.now = now
	}

	change(act: Act): void {
		switch (act.do) {
			case 'open':
				this.open(act.parts, act.state, act.maintenance)
				break
			case 'append':
				this.append(this.entry(act.which), act.status, act.state)
				break
			case 'resolve':
				this.resolve(this.entry(act.which), act.takesBack)
				break
			case 'set':
				this.set(this.part(act.which), act.state)
				break
			case 'rename':
			case 're-id':
			case 'remove':
			case 'add':
				this.rebuild(act.do, this.part(act.which))
				break
			case 'flood':
				for (let count = 0; count < 52; count += 1)
					this.resolve(this.open([], 'operational', false), false)
				break
			case 'new-home':
				this.home += 1
				for (const entry of this.entries) entry.id = `h${this.home}-${entry.id}`
				break
			case 'nothing':
				break
			default:
				this.rewrite(act.do, this.entry(act.which))
		}
	}

	/** Everything is over and well; half of what was open is taken away without a word. */
	calm(takesBack: boolean): void {
		for (const [position, entry] of [...this.entries].entries()) {
			if (entry.resolvedAt !== undefined) continue
			if (position % 2 === 0) this.resolve(entry, takesBack)
			else this.entries = this.entries.filter((other) => other !== entry)
		}
		for (const id of this.parts.keys()) this.set(id, 'operational')
	}

	private entry(position: number): Entry | undefined {
		return this.entries[position % Math.max(1, this.entries.length)]
	}

	private part(position: number): string {
		return [...this.parts.keys()][position % this.parts.size] ?? 'c-web'
	}

	private open(parts: readonly number[], state: string, maintenance: boolean): Entry {
		this.serial += 1
		const id = `i${this.serial}`
		const named = [...new Set(parts.map((part) => this.part(part)))]
		const entry: Entry = {
			id,
			name: `Errors ${this.serial}`,
			createdAt: this.now,
			startedAt: this.now,
			updatedAt: this.now,
			resolvedAt: undefined,
			maintenance,
			parts: named,
			stretches: named.map((part) => ({ part, state, from: this.now })),
			updates: [],
		}
		this.entries.unshift(entry)
		this.say(
			entry,
			maintenance ? 'in_progress' : 'investigating',
			new Map(named.map((part) => [part, this.set(part, state)])),
		)
		return entry
	}

	private append(entry: Entry | undefined, status: string, state: string | null): void {
		if (!entry || entry.resolvedAt !== undefined) return
		const states = new Map<string, [string, string]>()
		if (state !== null) {
			for (const part of entry.parts) {
				states.set(part, this.set(part, state))
				this.closeStretches(entry, part)
				entry.stretches.push({ part, state, from: this.now })
			}
		}
		this.say(entry, entry.maintenance ? 'verifying' : status, states)
	}

	private resolve(entry: Entry | undefined, takesBack: boolean): void {
		if (!entry || entry.resolvedAt !== undefined) return
		const states = new Map(
			entry.parts.map((part) => [part, this.set(part, 'operational')] as const),
		)
		for (const part of entry.parts) this.closeStretches(entry, part)
		entry.resolvedAt = this.now
		this.say(entry, entry.maintenance ? 'completed' : 'resolved', takesBack ? states : new Map())
	}

	private say(entry: Entry, status: string, states: Update['states']): void {
		this.serial += 1
		entry.updates.push({
			id: `u${this.serial}`,
			at: this.now,
			status,
			body: `Statement ${this.serial}.`,
			states: new Map(states),
		})
		entry.updatedAt = this.now
	}

	private set(part: string, state: string): [string, string] {
		const known = this.parts.get(part)
		const before = known?.state ?? 'operational'
		if (known) known.state = state
		return [before, state]
	}

	private closeStretches(entry: Entry, part: string): void {
		for (const stretch of entry.stretches) if (stretch.part === part) stretch.to ??= this.now
	}

	private rewrite(how: string, entry: Entry | undefined): void {
		const last = entry?.updates.at(-1)
		if (!entry || !last) return
		this.serial += 1
		entry.updatedAt = this.now
		if (how === 'edit') last.body = `Written anew ${this.serial}.`
		if (how === 'retitle') entry.name = `Renamed ${this.serial}`
		if (how === 'move-time') entry.startedAt = addSeconds(entry.startedAt, -600)
		if (how === 'withdraw') this.entries = this.entries.filter((other) => other !== entry)
		if (how === 'remove-update' && entry.updates.length > 1 && entry.resolvedAt === undefined)
			entry.updates.pop()
		if (how === 'take-off' && entry.resolvedAt === undefined) {
			const [part] = entry.parts.splice(0, 1)
			if (part) {
				entry.stretches = entry.stretches.filter((stretch) => stretch.part !== part)
				this.set(part, 'operational')
			}
		}
	}

	private rebuild(how: 'rename' | 're-id' | 'remove' | 'add', id: string): void {
		const part = this.parts.get(id)
		this.serial += 1
		if (!part) return
		if (how === 'rename') part.name = part.name === 'API' ? 'Old API' : 'API'
		if (how === 'remove' && this.parts.size > 1) this.parts.delete(id)
		if (how === 'add') this.parts.set(`c-${this.serial}`, { name: 'Website', state: 'operational' })
		if (how === 're-id') {
			this.parts.delete(id)
			this.parts.set(`c-${this.serial}`, { ...part, state: 'operational' })
		}
	}
}

/** How a platform prints the page: its documents in the order of its plan. */
export type Print = (
	page: ArbitraryPage,
	marks: { readonly page: string; readonly incidents: number },
	emptied: boolean,
) => Record<string, unknown>

/** Statuspage: the list of incidents in the order of the end, else of the filing, cut after 50. */
export const printStatuspage: Print = (page, marks, emptied) => {
	const head = {
		id: `page-${page.home}`,
		name: 'Acme',
		url: 'https://status.acme.example',
		updated_at: marks.page,
	}
	const row = (entry: Entry) => ({
		id: entry.id,
		name: entry.name,
		status: entry.updates.at(-1)?.status,
		impact: entry.maintenance ? 'maintenance' : 'minor',
		created_at: entry.createdAt,
		started_at: entry.startedAt,
		updated_at: addSeconds(entry.updatedAt, marks.incidents),
		resolved_at: entry.resolvedAt ?? null,
		components: entry.parts.map((id) => ({ id, name: page.parts.get(id)?.name ?? id })),
		incident_updates: [...entry.updates].reverse().map((update) => ({
			id: update.id,
			status: update.status,
			body: update.body,
			created_at: update.at,
			display_at: update.at,
			affected_components: [...update.states].map(([code, [old_status, new_status]]) => ({
				code,
				name: page.parts.get(code)?.name ?? code,
				old_status,
				new_status,
			})),
		})),
	})
	const kind = (maintenance: boolean) =>
		page.entries.filter((entry) => entry.maintenance === maintenance)
	const open = (maintenance: boolean) =>
		kind(maintenance).filter((entry) => entry.resolvedAt === undefined)
	const newest = (entries: Entry[], by: (entry: Entry) => string) =>
		entries.toSorted((a, b) => compareInstants(by(b), by(a))).slice(0, 50)
	const components = [...page.parts].map(([id, { name, state }]) => ({
		id,
		name,
		status: state,
		group: false,
	}))
	return {
		summary: {
			page: head,
			components: emptied ? [] : components,
			incidents: open(false).map(row),
			scheduled_maintenances: open(true).map(row),
			status: { indicator: 'none', description: '' },
		},
		incidents: {
			page: head,
			incidents: newest(kind(false), (entry) => entry.resolvedAt ?? entry.createdAt).map(row),
		},
		'scheduled-maintenances': {
			page: head,
			scheduled_maintenances: newest(kind(true), (entry) => entry.createdAt).map(row),
		},
	}
}

const nativeStatuses: Readonly<Record<string, string>> = {
	in_progress: 'maintenance_in_progress',
	verifying: 'maintenance_in_progress',
	completed: 'maintenance_complete',
}

/**
 * incident.io: components say `operational` throughout, empty lists are not there, and the native
 * document alone tells what is affected.
 */
export const printIncidentio: Print = (page, marks, emptied) => {
	const head = {
		id: `page-${page.home}`,
		name: 'Acme',
		url: 'https://status.acme.example',
		updated_at: marks.page,
	}
	const row = (entry: Entry) => ({
		id: entry.id,
		name: entry.name,
		status: entry.updates.at(-1)?.status,
		impact: 'minor',
		created_at: entry.createdAt,
		updated_at: addSeconds(entry.updatedAt, marks.incidents),
		incident_updates: [...entry.updates]
			.reverse()
			.map(({ id, at, status, body }) => ({ id, status, body, created_at: at, display_at: at })),
	})
	const native = (entry: Entry) => ({
		id: entry.id,
		name: entry.name,
		status: nativeStatuses[entry.updates.at(-1)?.status ?? ''] ?? entry.updates.at(-1)?.status,
		published_at: entry.createdAt,
		affected_components: entry.parts.map((component_id) => ({ component_id })),
		component_impacts: entry.stretches.map(({ part, state, from, to }) => ({
			component_id: part,
			status: state === 'major_outage' ? 'full_outage' : state,
			start_at: from,
			end_at: to ?? null,
		})),
		updates: entry.updates.map(({ id, at, status, body }) => ({
			id,
			to_status: nativeStatuses[status] ?? status,
			message_string: body,
			published_at: at,
		})),
	})
	const silent = [...page.parts].filter(
		([id]) =>
			!page.entries.some((entry) => entry.resolvedAt === undefined && entry.parts.includes(id)),
	)
	const states = new Map(silent.map(([id, { state }]) => [id, state]))
	const components = [...page.parts].map(([id, { name }]) => ({
		id,
		name,
		status: states.get(id) ?? 'operational',
	}))
	const incidents = page.entries.filter((entry) => !entry.maintenance)
	const open = incidents.filter((entry) => entry.resolvedAt === undefined)
	const newest = (entries: readonly Entry[], rows: number) =>
		entries.toSorted((a, b) => compareInstants(b.createdAt, a.createdAt)).slice(0, rows)
	return {
		summary: {
			page: head,
			status: { indicator: 'none', description: '' },
			components: components.slice(0, 25),
			...(open.length > 0 && { incidents: open.map(row) }),
		},
		incidents: {
			page: head,
			...(incidents.length > 0 && { incidents: newest(incidents, 25).map(row) }),
		},
		components: { page: head, components: emptied ? [] : components },
		native: { incidents: newest(page.entries, 93).map(native) },
	}
}
