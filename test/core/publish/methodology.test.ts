import { describe, expect, test } from 'vitest'
import { anchor } from '#core/publish/html/methodology-analysis.ts'
import { methodologyPage } from '#core/publish/html/methodology-page.ts'
import { questions } from '#core/questions/registry.ts'
import { smallContent } from '../../support/small-content.ts'

const { bodyHtml } = methodologyPage(smallContent.site)
const text = bodyHtml
	.replace(/<[^>]+>/g, '')
	.replace(/&#39;|&#x27;/g, '’')
	.replaceAll('&amp;', '&')

describe('/methodology', () => {
	test.each(questions)(
		'defines $name as the code does: what it asks, its method and version, and where to count it again',
		({ name, asks, method, version }) => {
			const plain = (words: string) =>
				words.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"')
			expect(plain(text)).toContain(`${asks} ${method}`)
			expect(bodyHtml).toContain(`id="${anchor(name)}"`)
			expect(text).toContain(
				`Version ${version} · the answer · again with tidemark analyse ${name} or /api/v1/analysis/${name}`,
			)
		},
	)

	test('links its sections to places that exist once', () => {
		const ids = [...bodyHtml.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
		expect(new Set(ids).size).toBe(ids.length)
		for (const [, target = ''] of bodyHtml.matchAll(/href="#([^"]+)"/g))
			expect(ids).toContain(target)
	})
})
