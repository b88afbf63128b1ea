import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { OfficialObservation } from '#core/model/observation.ts'
import type { Document } from '#core/model/snapshot.ts'
import { isOver } from '#core/model/vocabulary.ts'
import { platforms } from '#core/platforms/index.ts'
import { ParseError } from '#core/platforms/platform.ts'
import { recordings, withoutRecordings } from '../support/recordings.ts'
import { type ContractCase, changed, type JsonValue, walk } from './case.ts'
import { observe, official } from './honesty.ts'
import { type Mutation, mutated, mutation } from './mutation.ts'
import { suitesOf } from './suites.ts'

/**
 * `MUTATIONS` says how many documents are changed (a million at night), `FC_SEED` which; a failure
 * prints the smallest mutation that shows it.
 */
const seed = Number(process.env.FC_SEED ?? 20260302)
const wanted = Number(process.env.MUTATIONS ?? 50_000)

const suites = await suitesOf(platforms)
/** Those of our own are changed more often: they are small. */
const weights = { fixtures: 5, recorded: 1 } as const
const weighed = suites.reduce((sum, { cases }) => {
	const recorded = recordings === undefined ? 0 : documentsOf(cases.recorded()).length
	return sum + weights.fixtures * documentsOf(cases.fixtures).length + weights.recorded * recorded
}, 0)
const runs = Math.ceil(wanted / weighed)
const timeout = 60_000 + wanted * 10
/** Of the words of a document. */
const mostMeaningless = 40
let tried = 0

function documentsOf(given: readonly ContractCase[]) {
	return given.flatMap(({ documents, options }) =>
		documents.map((document) => ({ document, options })),
	)
}

describe.each(suites)('$platform.id', ({ platform, cases }) => {
	describe('fixtures', () => properties(cases.fixtures, weights.fixtures * runs))
	if (recordings === undefined) test.skip(`recordings${withoutRecordings}`, () => {})
	else describe('recordings', () => properties(cases.recorded(), weights.recorded * runs))

	function properties(given: readonly ContractCase[], numRuns: number): void {
		const documents = documentsOf(given)
		const mutations = fc.array(mutation, { minLength: 1, maxLength: 6 })

		test(
			'whatever is changed in a document, it is a ParseError or an honest Observation',
			() => {
				for (const { document, options } of documents) {
					fc.assert(
						fc.property(mutations, (changes: Mutation[]) => {
							const strange = { ...document, body: mutated(document.body, changes) }
							observe(platform, [strange], options)
							tried += 1
							try {
								platform.canonical(strange, options)
							} catch (error) {
								expect(error).toBeInstanceOf(ParseError)
							}
						}),
						{ numRuns, seed },
					)
				}
			},
			timeout,
		)

		if (cases.unknownWords !== undefined)
			test(
				'no text that becomes meaningless makes anything healthy or over',
				() => {
					for (const { document, options } of documents.filter((one) =>
						/^[[{]/.test(one.document.body.trimStart()),
					)) {
						const before = wellness(official(observe(platform, [document], options)))
						fc.assert(
							fc.property(fc.nat(), fc.integer({ min: 1, max: 40 }), (start, every) => {
								const observation = official(
									observe(platform, [meaningless(document, start, every)], options),
								)
								for (const [place, well] of Object.entries(wellness(observation)))
									expect(well, place).toBeLessThanOrEqual(before[place] ?? 0)
							}),
							{ numRuns: Math.min(numRuns, mostMeaningless), seed },
						)
					}
				},
				timeout,
			)
	}
})

test('as many documents were changed as were asked for', () => {
	console.log(
		`${tried.toLocaleString('en')} changed documents, and nothing but ParseErrors and honest Observations`,
	)
	expect(tried).toBeGreaterThanOrEqual(wanted)
})

/** How often an Observation says that something is well, by where it says so. */
function wellness(observation: OfficialObservation | undefined): Record<string, number> {
	const incidents = observation?.incidents ?? []
	const updates = incidents.flatMap((incident) => incident.updates)
	return {
		states: (observation?.states ?? []).filter(({ state }) => state === 'operational').length,
		declared: updates
			.flatMap((update) => update.states)
			.filter(({ state }) => state === 'operational').length,
		incidents: incidents.filter(({ status }) => isOver(status)).length,
		updates: updates.filter(({ status }) => isOver(status)).length,
		impacts: incidents.filter(({ impact }) => impact === 'none').length,
	}
}

/**
 * The document with every so many of its texts replaced by a word that nobody knows; ids and names
 * stay, so that rows keep their identity.
 */
function meaningless(document: Document, start: number, every: number): Document {
	let count = start
	return changed(document, (root) =>
		walk(root, (value: JsonValue, key: string) => {
			if (typeof value !== 'string' || key === 'id' || key === 'code' || key === 'component_id')
				return value
			count += 1
			return count % every === 0 ? 'flummoxed' : value
		}),
	)
}
