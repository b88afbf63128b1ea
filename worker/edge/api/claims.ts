import { Hono } from 'hono'
import type { Content } from '#core/model/content.ts'
import { ClaimsQuery } from '#core/openapi/parameters.ts'
import { latest } from '#core/time/time.ts'
import { type ApiEnv, answerJson } from './answer.ts'
import { pageOf, readCursor } from './paging.ts'
import { readQuery } from './query.ts'

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
		})
	})
}
