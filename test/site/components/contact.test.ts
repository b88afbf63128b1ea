import { expect, test } from 'vitest'
import Contact from '../../../site/components/Contact.astro'
import { rendered } from '../../support/rendered-pages.ts'

const contact = (words: string) =>
	rendered(Contact, { site: { contact: words, address: 'https://outages.publisher.net' } })

test('whoever can be reached is, by mail or by a page', async () => {
	expect(await contact('desk@publisher.net')).toContain(
		'Write to <a href="mailto:desk@publisher.net">desk@publisher.net</a>.',
	)
	expect(await contact('https://publisher.net/imprint')).toContain(
		'<a href="https://publisher.net/imprint">publisher.net</a>',
	)
	expect(await contact('desk@publisher.net')).not.toContain('no working right of reply')
})

test.each(['https://outages.publisher.net/about', 'nobody', '', 'x" onclick="y@z.net z'])(
	'that nobody is reached by “%s” is said',
	async (words) => {
		expect(await contact(words)).toContain('it has no working right of reply')
	},
)
