import { timelineList } from '#core/fragments/timeline-list.ts'
import type { TimelineEvent } from '#core/model/timeline.ts'
import { platforms } from '#core/platforms/index.ts'
import { ParseError, type Platform } from '#core/platforms/platform.ts'
import { documentOf } from '../../contract/case.ts'
import { costsOf, type Heavy, heaviesOf, many, totalOf } from '../../contract/heavy.ts'
import { type Bench, medians, milliseconds, type Row, times } from '../measure.ts'

/**
 * What a page can make the recorder and a reader's request cost: the fold's growth, the worst
 * document of each platform, a page full of edits.
 */
export const bench: Bench = async () => [
	foldGrowth(),
	...(await worstDocuments()),
	await editedPage(),
]

const filed = '2026-05-04T11:00:00Z'

function foldGrowth(): Row {
	const statuspage = platforms.find(({ id }) => id === 'statuspage') as Platform // registered
	const incidents: Heavy = {
		name: 'incidents',
		looks: (rows) =>
			many(2, () =>
				documentOf('incidents', {
					page: { id: 'p' },
					incidents: many(rows, (index) => ({ id: `i${index}`, created_at: filed })),
				}),
			),
	}
	const folded = (rows: number) =>
		Math.min(
			...many(5, () =>
				Math.max(...costsOf(statuspage, incidents, incidents.looks(rows)).map(({ fold }) => fold)),
			),
		)
	folded(1000)
	const [few, lots] = [folded(1000), folded(16_000)]
	return {
		name: 'fold of 16,000 incidents',
		measured: milliseconds(lots),
		against: `${milliseconds(few)} fold of 1,000`,
		ratio: times(lots / few),
		aim: '≤ 30 ×',
	}
}

async function worstDocuments(): Promise<Row[]> {
	return (await heaviesOf(platforms)).map(({ platform, heavy }) => {
		const costs = heavy.map((one) => {
			const documents = longest(platform, one)
			const cost = Math.max(...costsOf(platform, one, documents).map(totalOf))
			const bytes = Math.max(...documents.map(({ body }) => body.length))
			return { name: one.name, cost, bytes }
		})
		const [worst] = costs.sort((a, b) => b.cost - a.cost)
		const { name, cost, bytes } = worst ?? { name: 'none', cost: 0, bytes: 0 }
		const text = JSON.stringify({
			page: 'p',
			rows: many(Math.ceil(bytes / 60), (index) => ({
				id: `i${index}`,
				created_at: filed,
				name: 'x',
			})),
		})
		const started = performance.now()
		JSON.parse(text)
		const bare = performance.now() - started
		return {
			name: `worst document of ${platform.id}, ${Math.round(bytes / 1024)} KB: ${name}`,
			measured: milliseconds(cost),
			against: `${milliseconds(bare)} JSON.parse of so much`,
			ratio: times(cost / bare),
			aim: '≤ 500 ms',
		}
	})
}

/** The looks of as many rows as two megabytes hold, and the budget of work lets in. */
function longest(platform: Platform, one: Heavy) {
	const probe = 400
	const perRow = Math.max(...one.looks(probe).map(({ body }) => body.length)) / probe
	for (let rows = Math.floor(2_000_000 / perRow); ; rows = Math.floor(rows * 0.9)) {
		const documents = one.looks(rows)
		if (documents.every((document) => isAllowed(platform, one, document))) return documents
	}
}

function isAllowed(
	platform: Platform,
	{ options }: Heavy,
	document: Parameters<Platform['canonical']>[0],
): boolean {
	try {
		platform.parse([document], options)
		return true
	} catch (error) {
		if (error instanceof ParseError && error.message.includes('too much work')) return false
		throw error
	}
}

/**
 * A hundred statements of 20,000 characters, each edited in every third word, against as many that
 * were not.
 */
async function editedPage(): Promise<Row> {
	const words = (turn: number) =>
		many(3300, (index) => `w${index % 3 === 0 ? index + turn : index}`)
			.join(' ')
			.slice(0, 20_000)
	const event = (index: number) => ({
		id: `e${index}`,
		at: filed,
		origin: 'derived' as const,
		title: 'Text changed',
		evidence: [],
	})
	const context = {
		publication: 'Bench',
		provider: 'acme',
		surfaces: [],
		crowdSources: [],
		incidents: new Map(),
	}
	const edits = many(
		100,
		(index): TimelineEvent => ({
			...event(index),
			kind: 'edited',
			value: { field: 'body', was: words(index), became: words(index + 7) },
		}),
	)
	const plain = many(
		100,
		(index): TimelineEvent => ({
			...event(index),
			kind: 'update',
			body: words(index),
			format: 'text',
		}),
	)
	const [edited = 0, bare = 0] = await medians(
		[() => timelineList(edits, context), () => timelineList(plain, context)],
		{ warmUp: 2, rounds: 9 },
	)
	return {
		name: 'page of 100 long edits',
		measured: milliseconds(edited),
		against: `${milliseconds(bare)} 100 long statements`,
		ratio: times(edited / bare),
		aim: '≤ 4 ×',
	}
}
