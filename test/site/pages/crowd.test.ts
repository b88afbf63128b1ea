import { expect, test } from 'vitest'
import { crowdOrigin } from '#core/crowd/origin.ts'
import { toldExport } from '../../support/analysed.ts'
import { contentOf } from '../../support/chronicle.ts'
import { possibleRise, rise } from '../../support/crowd-story.ts'
import { pagesOf } from '../../support/rendered-pages.ts'
import { visibleText } from '../../support/visible-text.ts'

/** What the front page and the list of providers say of the crowd: never as the provider’s word. */

const day = (clock: string) => `2026-01-20T${clock}:00Z`
const lasting = rise({
	id: 'reports-lasting',
	roseAt: day('11:30'),
	windowsAbove: 6,
	networks: 9,
	neighbours: [],
})

test('what users report has a section of its own, with who counts and the numbers', async () => {
	const told = toldExport({ rises: [lasting], asOf: '2026-01-20T13:00' })
	const [provider] = told.providers
	if (!provider) throw new Error('the told record has no provider')
	const page = await pagesOf(
		{ ...told, incidents: crowdOrigin(provider, [], [lasting]) },
		contentOf(),
	)
	const [official = '', crowd = ''] = visibleText(await page('/')).split('Reports are unusual')
	expect(official).not.toContain('Users reported')
	expect(crowd).toContain('What users say, not the providers')
	expect(crowd).toContain(
		'Acme: Reports sent to this site unusual since 20 January 2026, 11:30:00 UTC. ' +
			'40 in 15 min where 3 would be usual; most so far 90',
	)
	expect(crowd).toContain('from up to 9 networks')
	expect(crowd).toContain('Acme has not acknowledged it')
	const list = visibleText(await page('/providers'))
	expect(list).toContain('reports are unusual')
	expect(list).not.toContain('open entry')
})

test('nothing is said where nothing lasts, and what is only possible is not unusual', async () => {
	const possible = possibleRise({
		roseAt: day('11:45'),
		confidence: 'low',
		basis: 'recent',
		weeks: 0,
	})
	const page = await pagesOf(
		toldExport({ possibleRises: [possible], asOf: '2026-01-20T13:00' }),
		contentOf(),
	)
	const home = await page('/')
	expect(home).toContain('Open in the record')
	expect(home).not.toMatch(/Reports are unusual|not enough to call it/)
})
