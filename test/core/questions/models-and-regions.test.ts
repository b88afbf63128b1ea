import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Export } from '#core/model/export.ts'
import type { Provider, Vocabulary } from '#core/model/provider.ts'
import { modelsAndRegions } from '#core/questions/models-and-regions/count.ts'
import { ModelsAndRegionsFigures } from '#core/questions/models-and-regions/figures.ts'
import { nameReader } from '#core/questions/models-and-regions/vocabulary.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { type IncidentRow, type Told, toldExport } from '../../support/analysed.ts'

const vocabulary: Vocabulary = {
	writtenOn: '2026-01-20',
	models: [
		{ name: 'Opus 4', words: ['Opus 4', '4 Opus'] },
		{ name: 'Opus 4.1', words: ['Opus 4.1'] },
		{ name: 'Opus, no version', words: ['Opus'] },
	],
	regions: [{ name: 'us-east-1', words: ['us-east-1'] }],
}

function withVocabulary(told: Told): Export {
	const record = toldExport(told)
	return {
		...record,
		providers: record.providers.map((provider, index) =>
			index === 0 ? { ...provider, vocabulary } : provider,
		),
	}
}
const asked = (told: Told) =>
	modelsAndRegions.answer(scopedRecord(withVocabulary(told), {}), {}).figures
const modelsOf = (told: Told) => {
	const found = asked(told).facets.find(({ facet }) => facet === 'model')
	if (!found) throw new Error('no vocabulary')
	return found
}
const [acme] = withVocabulary({}).providers
const read = acme ? nameReader(acme, 'model') : undefined

describe('a name in a text', () => {
	test.each<[string, string[]]>([
		['Elevated errors on Opus 4', ['Opus 4']],
		['Elevated errors on OPUS-4.1.', ['Opus 4.1']],
		['Opus 4.1 and Opus 4', ['Opus 4', 'Opus 4.1']],
		['4 Opus is slow', ['Opus 4']],
		['Opus is slow', ['Opus, no version']],
		['Opus 48 is slow', ['Opus, no version']],
		['Opus 4.5 is slow', ['Opus, no version']],
		['octopus 4', []],
		['Opusculum', []],
		['Errors on <b>Opus</b>\n 4', ['Opus 4']],
		['Elevated errors', []],
	])('%s', (text, names) => expect(read?.(text)).toEqual(names))

	test('is not looked for where the vocabulary has none', () => {
		const without: Provider | undefined = acme && {
			...acme,
			vocabulary: { ...vocabulary, models: [] },
		}
		expect(without && nameReader(without, 'model')).toBeUndefined()
	})

	test('any name of any list is found in its own words, alone', () => {
		const words = fc
			.stringMatching(/^[a-z0-9.+()*]{2,8}( [a-z0-9.]{1,4})?$/)
			.filter((word) => word.trim().length > 1)
		fc.assert(
			fc.property(words, (word) => {
				const own =
					acme &&
					nameReader(
						{ ...acme, vocabulary: { ...vocabulary, models: [{ name: 'It', words: [word] }] } },
						'model',
					)
				expect(own?.(`errors on ${word}, again`)).toEqual(['It'])
				expect(own?.(`errors on x${word}x`)).toEqual([])
			}),
		)
	})
})

const hour = (id: string, title: string, more: Partial<IncidentRow> = {}): IncidentRow => {
	const from = `2026-01-10T${id.padStart(2, '0')}:00`
	return { id, title, from, ...(more.stages ? {} : { to: from.replace(':00', ':30') }), ...more }
}

describe('by hand', () => {
	test('counts what titles name, and what none names', () => {
		const { inTitle, values } = modelsOf({
			incidents: [
				hour('1', 'Opus 4 and Opus 4.1'),
				hour('2', 'Opus 4'),
				hour('3', 'Login'),
				hour('4', 'Opus 9', { from: '2026-01-21T00:00', to: '2026-01-21T01:00' }),
			],
		})
		expect(inTitle).toMatchObject({
			part: 2,
			of: 3,
			leftOut: { 'began after the vocabulary was written': 1 },
		})
		expect(
			values.map(({ name, byTitle, onlyByStatements, alone }) => [
				name,
				byTitle,
				onlyByStatements,
				alone,
			]),
		).toEqual([
			['Opus 4', 2, 0, 1],
			['Opus 4.1', 1, 0, 0],
		])
		expect(values[0]).toMatchObject({
			firstNamed: '2026-01-10T01:00:00Z',
			lastNamed: '2026-01-10T02:00:00Z',
			length: { count: 2, median: 1800 },
			incidents: ['acme/2', 'acme/1'],
		})
	})

	test('searches statements where they are the provider’s own, and never takes our words for a no', () => {
		const said = (id: string, body: string, summary = false) =>
			hour(id, 'Errors', {
				stages: [['investigating', `2026-01-10T${id.padStart(2, '0')}:00`, { body, summary }]],
			})
		const { inTitle, onlyInStatements, values } = modelsOf({
			incidents: [
				said('1', 'We see errors on Opus 4.1'),
				said('2', 'We see errors'),
				said('3', 'They see errors on Opus 4', true),
				hour('4', 'Nothing said'),
			],
		})
		expect(inTitle).toMatchObject({ part: 0, of: 4 })
		expect(onlyInStatements).toMatchObject({
			part: 1,
			of: 2,
			leftOut: { 'its statements are in our words, or it has none': 2 },
		})
		expect(
			values.map(({ name, byTitle, onlyByStatements }) => [name, byTitle, onlyByStatements]),
		).toEqual([['Opus 4.1', 0, 1]])
	})

	test('names the providers without a vocabulary', () => {
		expect(asked({ providers: { acme: ['web'], beta: ['web'] } })).toMatchObject({
			withoutVocabulary: ['beta'],
			facets: [{ facet: 'model' }, { facet: 'region' }],
		})
	})
})

test('over any titles the shapes hold, and every named incident is counted with each name', () => {
	const titles = fc.array(
		fc.array(fc.constantFrom('Opus 4', 'Opus 4.1', 'Opus', 'us-east-1', 'errors', 'on'), {
			maxLength: 5,
		}),
		{ maxLength: 20 },
	)
	fc.assert(
		fc.property(titles, (made) => {
			const incidents = made.map((words, index) => hour(String(index), words.join(', ')))
			const figures = asked({ incidents })
			expect(ModelsAndRegionsFigures.parse(figures)).toEqual(figures)
			for (const { inTitle, values } of figures.facets) {
				expect(inTitle.of).toBe(incidents.length)
				const counts = values.map(({ byTitle }) => byTitle)
				expect(Math.max(0, ...counts)).toBeLessThanOrEqual(inTitle.part)
				expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(inTitle.part)
				expect(values.reduce((sum, { alone }) => sum + alone, 0)).toBeLessThanOrEqual(inTitle.part)
			}
		}),
	)
})
