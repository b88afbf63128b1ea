import { beforeAll, describe, expect, test } from 'vitest'
import { questions } from '#core/questions/registry.ts'
import { mainOf } from '../../support/built-site.ts'
import { pagesOf } from '../../support/rendered-pages.ts'
import { toldRecord } from '../../support/told-record.ts'

let main = ''
let text = ''
beforeAll(async () => {
	const { record, content } = toldRecord()
	main = mainOf(await (await pagesOf(record, content))('/methodology'))
	text = main
		.replace(/<[^>]+>/g, '')
		.replace(/\s+/g, ' ')
		.replace(/&#39;|&#x27;/g, '’')
		.replaceAll('&lt;', '<')
		.replaceAll('&gt;', '>')
		.replaceAll('&quot;', '"')
		.replaceAll('&amp;', '&')
})

describe('/methodology', () => {
	test.each(questions)(
		'defines $name as the code does: what it asks, its method and version, and where to count it again',
		({ name, asks, method, version }) => {
			expect(text).toContain(`${asks} ${method}`)
			expect(main).toContain(`id="analysis-${name}"`)
			expect(text).toContain(
				`Version ${version} · the answer · again with tidemark analyse ${name} or /api/v1/analysis/${name}`,
			)
		},
	)

	test('links its sections to places that exist once', () => {
		const ids = [...main.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
		expect(new Set(ids).size).toBe(ids.length)
		const links = [...main.matchAll(/href="#([^"]+)"/g)]
		expect(links.length).toBeGreaterThan(20)
		for (const [, target = ''] of links) expect(ids).toContain(target)
	})
})
