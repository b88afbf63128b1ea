import type { Context } from 'hono'
import type * as z from 'zod/mini'
import { IncidentId, Slug } from '#core/model/instant.ts'
import type { ApiEnv } from './answer.ts'
import { notFound, RequestProblem } from './problem.ts'

/**
 * Reads what a request asks for. A parameter that is misspelt, doubled or out of range is an error
 * that says which: silence would give a wrong answer.
 */
export function readQuery<Schema extends z.ZodMiniObject>(
	context: Context<ApiEnv>,
	schema: Schema,
): z.output<Schema> {
	const given = context.req.queries()
	const known = Object.keys(schema.def.shape)
	const doubled = Object.keys(given).filter((name) => (given[name] ?? []).length > 1)
	const read = schema.safeParse(
		Object.fromEntries(Object.entries(given).map(([name, values]) => [name, values[0]])),
	)
	const parameters = doubled.map((name) => ({ name, expected: 'expected once' }))
	if (!read.success)
		parameters.push(...read.error.issues.flatMap((issue) => complaints(issue, given, known)))
	if (read.success && parameters.length === 0) return read.data
	const listed = parameters
		.map(({ name, expected }) => `${name.slice(0, 60)} (${expected})`)
		.join('; ')
	throw new RequestProblem(400, `Not understood: ${listed}.`, { parameters, known })
}

function complaints(
	issue: z.core.$ZodIssue,
	given: Record<string, string[]>,
	known: readonly string[],
): { name: string; expected: string }[] {
	if (issue.code === 'unrecognized_keys') {
		const expected =
			known.length > 0 ? `expected one of ${known.join(', ')}` : 'this address takes no parameters'
		return issue.keys.map((name) => ({ name: name.slice(0, 100), expected }))
	}
	const name = String(issue.path[0] ?? '')
	return [
		{
			name,
			expected: Object.hasOwn(given, name) ? issue.message : 'expected a value: it is required',
		},
	]
}

/** The provider and incident that a path names; 404 for what could not be an id at all. */
export function incidentPath(context: Context<ApiEnv>): { provider: string; id: string } {
	const id = context.req.param('id') ?? ''
	const provider = slugPath(context, 'provider')
	if (!IncidentId.safeParse(id).success) throw notFound(`incident ${provider}/${id}`)
	return { provider, id }
}

/** The part of an incident that a path names; 404 for what is no such number. */
export function partNumber(context: Context<ApiEnv>): number {
	const text = context.req.param('part') ?? ''
	if (!/^[1-9]\d?$/.test(text)) throw notFound(`part ${text}`)
	return Number(text)
}

/** A path part that is an id of ours. */
export function slugPath(context: Context<ApiEnv>, name: string): string {
	const text = context.req.param(name) ?? ''
	if (!Slug.safeParse(text).success) throw notFound(`${name} ${text}`)
	return text
}
