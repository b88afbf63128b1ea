import { readFileSync } from 'node:fs'
import * as z from 'zod/mini'

/**
 * The API's addresses as its description names them: the handlers describe their own, and what they
 * say is generated beside the content, since the site knows nothing of the Worker.
 */

const file = '.generated/openapi.json'

const Operation = z.object({
	summary: z.string(),
	parameters: z.array(
		z.object({
			name: z.string(),
			in: z.enum(['path', 'query']),
			required: z.boolean(),
			description: z.string(),
		}),
	),
})
const Description = z.object({
	servers: z.tuple([z.object({ url: z.string() })]),
	paths: z.record(z.string(), z.object({ get: Operation, post: z.optional(Operation) })),
})

/** An address that is read. */
export interface ApiRoute {
	/** From the root, with the names of its parts in braces. */
	readonly address: string
	readonly summary: string
	readonly parameters: readonly { readonly name: string; readonly meaning: string }[]
	/** Whether the bare address answers: all that it asks for may be left out. */
	readonly opens: boolean
}

export interface ApiRoutes {
	readonly read: readonly ApiRoute[]
	/** The addresses that are written to. */
	readonly written: readonly string[]
}

/** The whole description as it is generated, without a host. */
export function apiDescription(): string {
	return readFileSync(file, 'utf8')
}

export function apiRoutes(): ApiRoutes {
	const { servers, paths } = Description.parse(JSON.parse(apiDescription()))
	const addressOf = (path: string) => `${servers[0].url}${path}`
	return {
		read: Object.entries(paths).map(([path, { get }]) => ({
			address: addressOf(path),
			summary: get.summary,
			parameters: get.parameters.map(({ name, description }) => ({ name, meaning: description })),
			opens: !get.parameters.some(({ required }) => required),
		})),
		written: Object.entries(paths).flatMap(([path, { post }]) => (post ? [addressOf(path)] : [])),
	}
}
