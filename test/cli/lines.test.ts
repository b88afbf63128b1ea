import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { anchorOf } from '#core/text/addresses.ts'
import { checkout } from '../../worker/cli/checkout.ts'

/**
 * What editors wrote cites lines of timelines by their addresses: a reader who follows one must
 * arrive.
 */

const Lines = z.object({
	timelines: z.array(
		z.object({
			subject: z.object({ kind: z.string(), provider: z.string(), id: z.string() }),
			events: z.array(z.object({ id: z.string() })),
		}),
	),
})
const { timelines } = Lines.parse(
	JSON.parse(readFileSync(checkout('content/archive/export.json'), 'utf8')),
)
const pages = new Set<string>()
const lines = new Set<string>()
for (const { subject, events } of timelines) {
	const page =
		subject.kind === 'incident'
			? `/incidents/${subject.provider}/${subject.id}`
			: `/episodes/${subject.id}`
	pages.add(page)
	for (const event of events) lines.add(`${page}#${anchorOf(event.id)}`)
}

const texts = globSync(['annotations/**/*.json', 'claims/**/*.json', 'postmortems/*.md'], {
	cwd: checkout('content'),
}).sort()

function linksOf(path: string): string[] {
	const text = readFileSync(join(checkout('content'), path), 'utf8')
	return [...text.matchAll(/\]\((\/(?:incidents|episodes)\/[^)\s]+)\)/g)].map(
		([, address]) => address ?? '',
	)
}

describe('what editors wrote', () => {
	test('cites lines', () => {
		expect(texts.flatMap((path) => linksOf(path)).length).toBeGreaterThan(50)
	})

	test.each(texts)('%s cites lines and pages that exist', (path) => {
		expect(
			linksOf(path).filter((address) => !(address.includes('#') ? lines : pages).has(address)),
		).toEqual([])
	})
})
