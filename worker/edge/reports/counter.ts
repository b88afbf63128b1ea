import { intakeSource, type ReportCount, windowSeconds } from '#core/model/report.ts'
import { dayOf, instantOf, millisecondsOf } from '#core/time/time.ts'
import { LastHour } from './last-hour.ts'
import { Pseudonyms } from './pseudonyms.ts'
import type { Receipt, ReportEntry } from './rpc.ts'
import type { Tally, WindowTables } from './window-tables.ts'

/**
 * Counts the reports of one provider: one for each client in fifteen minutes, by window. Nothing
 * here waits for anything, so that no second
 * report comes between what is read and what is written. Moments are epoch milliseconds.
 */
export class Counter {
	readonly #provider: string
	readonly #tables: WindowTables
	readonly #secret: string | undefined
	readonly #hour = new LastHour()
	readonly #pseudonyms = new Map<string, Pseudonyms>()
	/**
	 * Proofs of being human that were used, with the moment from which they are worth nothing anyway.
	 */
	readonly #proofs = new Map<string, number>()
	/**
	 * The clients that each block of addresses had in the newest window, all under their names of the
	 * day, as far as this object was there.
	 */
	#bySite: { readonly start: number; readonly clients: Map<string, Set<string>> } = {
		start: 0,
		clients: new Map(),
	}
	/** Windows that have a table, and of these the ones that take no more reports. */
	#starts: number[]
	readonly #sealed = new Set<number>()
	/** No report is counted before: the end of the newest window that was counted. */
	#floor = 0

	/**
	 * `secret` is mixed into the pseudonyms; `now` tells which proofs are still worth remembering.
	 */
	constructor(provider: string, tables: WindowTables, secret: string | undefined, now: number) {
		this.#provider = provider
		this.#tables = tables
		this.#secret = secret
		for (const { start, minutes } of tables.sealed()) {
			this.#sealed.add(start)
			this.#floor = Math.max(this.#floor, start + windowLength)
			for (const [minute, people] of minutes) this.#hour.addMany(minute, people)
		}
		this.#starts = tables.starts()
		for (const start of this.#starts) {
			if (!this.#sealed.has(start))
				for (const [minute, people] of tables.minutes(start)) this.#hour.addMany(minute, people)
			if (start + windowLength + proofLife <= now) continue
			for (const { proof, at } of tables.proofs(start, now - proofLife))
				this.#proofs.set(proof, at + proofLife)
		}
	}

	/** The UTC days whose keys a report at a moment may need, and that it has not been given. */
	keysFor(at: number): string[] {
		const moment = Math.max(at, this.#floor)
		const days = new Set([moment, moment + clockDifference, ...this.#starts].map(dayAt))
		return [...days].filter((day) => !this.#pseudonyms.has(day))
	}

	/** Takes a day's key. It is kept in memory alone. */
	takeKey(day: string, key: Uint8Array): void {
		if (!this.#pseudonyms.has(day)) this.#pseudonyms.set(day, new Pseudonyms(key, this.#secret))
	}

	/** Throws for a moment whose day's key it was not given: see `keysFor`. */
	report(entry: ReportEntry): Receipt {
		const at = Math.max(entry.at, this.#floor)
		if (entry.proof !== undefined && !this.#isFresh(entry.proof, at))
			return { counted: false, lastHour: this.#hour.count(at), proofUsed: true }
		// One name a day, and no longer than this call lasts.
		const named = new Map<Pseudonyms, ArrayBuffer>()
		const counted = this.#countedAs(entry, at)
		const clientAt = (moment: number) => {
			const names = this.#namesAt(moment)
			const client = named.get(names) ?? names.client(counted)
			named.set(names, client)
			return client
		}
		const previous = this.#tables.newest(this.#starts, clientAt)
		// Clocks of two machines may differ: a report that seems to be older than the last one follows
		// it all the same.
		if (previous !== null && at - previous < windowLength)
			return { counted: false, lastHour: this.#hour.count(at) }
		const start = windowOf(at)
		if (!this.#starts.includes(start)) this.#openWindow(start)
		const { surface, symptom, proof = null } = entry
		const before = previous !== null && at - previous < hour ? previous : null
		const network = this.#namesAt(start).network(entry.network)
		this.#tables.insert(start, {
			client: clientAt(start),
			network,
			at,
			previous: before,
			surface,
			symptom,
			proof,
		})
		this.#hour.add(at, before)
		return { counted: true, lastHour: this.#hour.count(at) }
	}

	/**
	 * Counts the windows that ended at or before an instant, for good, and gives all that nobody has
	 * confirmed.
	 */
	closed(before: string): ReportCount[] {
		const end = millisecondsOf(before)
		for (const start of this.#starts) if (start + windowLength <= end) this.#seal(start)
		this.#forget(end)
		return this.#tables
			.sealed()
			.filter(({ start, confirmed }) => !confirmed && start + windowLength <= end)
			.map(({ count }) => count)
	}

	/**
	 * A confirmed window is not asked for again. Its table stays for an hour, since somebody who
	 * reported at its end may come again at the
	 * beginning of the next one; then it is dropped, and with a day's last table the day's key is
	 * forgotten here.
	 */
	confirm(windows: readonly string[], now: number): void {
		const unconfirmed = new Set(
			this.#tables.sealed().flatMap(({ start, confirmed }) => (confirmed ? [] : [start])),
		)
		for (const start of windows.map(millisecondsOf))
			if (unconfirmed.has(start)) this.#tables.confirm(start)
		this.#forget(now)
	}

	open(now: number): ReportCount | null {
		const start = Math.max(windowOf(now), this.#floor)
		return this.#starts.includes(start)
			? { ...this.#countOf(start, this.#tables.tally(start)), partial: true }
			: null
	}

	/**
	 * A block of addresses is a few clients at most: whoever comes from it beyond them is the block
	 * itself.
	 */
	#countedAs({ client, site }: ReportEntry, at: number): string {
		if (site === undefined) return client
		const start = windowOf(at)
		if (this.#bySite.start !== start) this.#bySite = { start, clients: new Map() }
		const names = this.#namesAt(start)
		const [block, name] = [hexOf(names.network(site)), hexOf(names.client(client))]
		const known = this.#bySite.clients.get(block) ?? new Set<string>()
		if (known.has(name)) return client
		if (known.size >= clientsOfSite) return site
		this.#bySite.clients.set(block, known.add(name))
		return client
	}

	#openWindow(start: number): void {
		this.#forget(start)
		this.#tables.create(start)
		this.#starts = [...this.#starts, start].sort((a, b) => a - b)
	}

	#seal(start: number): void {
		if (this.#sealed.has(start)) return
		const count = this.#countOf(start, this.#tables.tally(start))
		this.#tables.seal({ start, confirmed: false, count, minutes: this.#tables.minutes(start) })
		this.#sealed.add(start)
		this.#floor = Math.max(this.#floor, start + windowLength)
	}

	/**
	 * Drops the tables of windows that ended more than an hour ago, the keys of days that are over,
	 * and what was confirmed of them.
	 */
	#forget(now: number): void {
		const old = (start: number) => start + windowLength + hour <= now
		for (const start of this.#starts.filter(old)) {
			this.#seal(start)
			this.#tables.drop(start)
		}
		this.#starts = this.#starts.filter((start) => !old(start))
		const days = new Set([...this.#starts, now, now + clockDifference].map(dayAt))
		for (const day of this.#pseudonyms.keys()) if (!days.has(day)) this.#pseudonyms.delete(day)
		if (![...this.#sealed].some(old)) return
		for (const { start, confirmed } of this.#tables.sealed()) {
			if (!confirmed || !old(start)) continue
			this.#tables.forget(start)
			this.#sealed.delete(start)
		}
	}

	/** The pseudonyms of the day in which a window lies; no window lies in two. */
	#namesAt(start: number): Pseudonyms {
		const day = dayAt(start)
		const known = this.#pseudonyms.get(day)
		if (!known) throw new Error(`the key of ${day} is not at hand`)
		return known
	}

	#isFresh(proof: string, at: number): boolean {
		// In the order in which they came, so that the first one that is still good ends the search.
		for (const [used, until] of this.#proofs) {
			if (until > at) break
			this.#proofs.delete(used)
		}
		if (this.#proofs.has(proof)) return false
		this.#proofs.set(proof, at + proofLife)
		return true
	}

	#countOf(start: number, tally: Tally): ReportCount {
		return {
			provider: this.#provider,
			source: intakeSource,
			at: instantOf(start),
			windowSeconds,
			...tally,
		}
	}
}

const windowLength = windowSeconds * 1000
/** Of one /48 of IPv6 addresses in a window. */
const clientsOfSite = 4
const hour = 3_600_000
/**
 * The clocks of two machines differ by less: near midnight a report may turn out to be of the day
 * that begins.
 */
const clockDifference = 60_000
/** Turnstile's tokens are worth nothing after five minutes. */
const proofLife = 300_000

function hexOf(name: ArrayBuffer): string {
	return Array.from(new Uint8Array(name), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function windowOf(at: number): number {
	return Math.floor(at / windowLength) * windowLength
}

function dayAt(moment: number): string {
	return dayOf(instantOf(moment))
}
