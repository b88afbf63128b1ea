import { Hono } from 'hono'
import * as z from 'zod/mini'
import { Claim, type Content, Subject } from '#core/model/content.ts'
import { Standing } from '#core/model/vocabulary.ts'
import { latest } from '#core/time/time.ts'
import { type ApiEnv, answerJson } from './answer.ts'
import type { RouteDescription } from './description.ts'
import { listOf, pageOf, readCursor } from './paging.ts'
import { paging } from './parameters.ts'
import { readQuery } from './query.ts'

const standingWord = `expected one of ${Standing.options.join(', ')}`
const ClaimsQuery = z.strictObject({
	subject: z.optional(Subject),
	standing: z.optional(z.enum(Standing.options, { error: standingWord })),
	...paging,
})

export const ClaimsAnswer = listOf(Claim)

export const claimsRoute: RouteDescription = {
	path: '/claims',
	tag: 'Record',
	summary: 'Fact checks',
	description: 'Who asserted what, when, and our verdict against the record.',
	query: ClaimsQuery,
	parameters: {
		subject: 'What a claim is about, such as `incidents/claude/0ghc53zpsfmt`.',
		standing: 'How a claim stands against the record.',
	},
	answer: { name: 'Claims', schema: ClaimsAnswer },
	storeless: true,
}

/**
 * `/api/v1/claims`: what people asserted, as the editors hold it against the record. Newest writing
 * first.
 */
export function claims(content: Content): Hono<ApiEnv> {
	return new Hono<ApiEnv>().get('/', async (context) => {
		const { subject, standing, cursor, limit } = readQuery(context, ClaimsQuery)
		const chosen = content.claims.filter(
			(claim) =>
				(subject === undefined || claim.subject === subject) &&
				(standing === undefined || claim.standing === standing),
		)
		const page = pageOf(
			chosen,
			(claim) => ({ at: claim.writtenAt, key: claim.id }),
			readCursor(cursor),
			limit,
		)
		return answerJson(context, {
			...page,
			asOf: latest(...content.claims.map((claim) => claim.writtenAt)) ?? null,
		} satisfies z.infer<typeof ClaimsAnswer>)
	})
}
