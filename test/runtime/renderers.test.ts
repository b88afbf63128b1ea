import { expect, test } from 'vitest'
import { annotationMarkup } from '#core/fragments/annotation-markdown.ts'
import { incidentPage } from '#core/fragments/incident-page.ts'
import { content, documents } from '../support/published.ts'

/** The renderers in workerd, where the pages that were not built are made. */

test('our Markdown is as harmless in workerd as it is in Node', () => {
	const made = annotationMarkup(
		'**Bold** [ok](https://a.example) [bad](javascript:alert(1)) <img src=x onerror=alert(2)> <a href="//b.example" onclick="x">c</a>',
	).text
	expect(made.trim()).toBe(
		'<p><strong>Bold</strong> <a href="https://a.example" rel="noopener nofollow">ok</a> bad  c</p>',
	)
})

test('a page of the archive is whole', () => {
	for (const document of documents.incidents.values()) {
		const { bodyHtml } = incidentPage(document, content.site)
		for (const event of document.timeline.events) expect(bodyHtml).toContain(` id="${event.id}"`)
	}
})
