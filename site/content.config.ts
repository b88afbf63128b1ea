import { defineCollection } from 'astro/content/config'
import * as z from 'zod/mini'
import type { Essay } from '#core/content/essay.ts'
import type { Postmortem } from '#core/content/postmortem.ts'
import { articles } from './articles/loader.ts'

/** The editors' long texts. Each is read and found sound by its own reader, which has a schema. */
export const collections = {
	postmortems: defineCollection({
		loader: articles(
			'content/postmortems',
			async () => (await import('#core/content/postmortem.ts')).readPostmortem,
		),
		schema: z.custom<Postmortem>(),
	}),
	essays: defineCollection({
		loader: articles(
			'content/analysis',
			async () => (await import('#core/content/essay.ts')).readEssay,
		),
		schema: z.custom<Essay>(),
	}),
}
