import { expect, test } from 'vitest'
import { emptyLedger } from '#core/incident/ledger.ts'
import { providerRecord } from '#core/record/provider-record.ts'
import { acme, Chronicle, contentOf } from '../../support/chronicle.ts'
import { incidentsDocument } from '../../support/statuspage-documents.ts'

const at = '2026-03-02T12:00:00Z'
const content = contentOf(acme)

test('what follows from a ledger is derived once, whatever else the record says', () => {
	const chronicle = new Chronicle().look(
		at,
		'incidents',
		incidentsDocument(at, [{ id: 'i1', updates: [{ id: 'u1', at, status: 'investigating' }] }]),
	)
	const incidents = new Map(chronicle.known().map((incident) => [incident.id, incident]))
	let read = 0
	const counting = new Proxy(incidents, {
		get(target, key) {
			read += 1
			const value: unknown = Reflect.get(target, key)
			return typeof value === 'function' ? value.bind(target) : value
		},
	})
	const ledger = { ...emptyLedger('acme'), incidents: counting }
	const input = {
		content,
		provider: acme,
		ledger,
		gaps: [],
		problems: [],
		asOf: at,
		reports: [],
		rises: [],
	}
	const first = providerRecord(input)
	const once = read
	expect(once).toBeGreaterThan(0)
	const later = providerRecord({ ...input, asOf: '2026-03-02T13:00:00Z', rises: [] })
	expect(read).toBe(once)
	expect(later).toEqual({ ...first, asOf: '2026-03-02T13:00:00Z' })
	// Another ledger is another matter, and so is other content.
	providerRecord({ ...input, ledger: { ...ledger } })
	expect(read).toBe(2 * once)
	providerRecord({ ...input, content: { ...content } })
	expect(read).toBe(3 * once)
})
