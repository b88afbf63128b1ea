import * as z from 'zod/mini'
import { Claim } from '#core/model/content.ts'
import { IncidentSummary, type SiteHeader, SurfaceNow } from '#core/model/documents.ts'
import { rulesVersion, schemaVersion } from '#core/model/export.ts'
import { Episode, Incident, SurfaceState, Update } from '#core/model/incident.ts'
import { Instant } from '#core/model/instant.ts'
import { Evidence, Snapshot } from '#core/model/snapshot.ts'
import { Coverage, Gap, Timeline, TimelineEvent, timelineEvents } from '#core/model/timeline.ts'
import { figuresSchemas } from '#core/questions/figures-schemas.ts'
import { analysisAnswers, analysisRoutes } from './analysis.ts'
import { atRoute } from './at.ts'
import { claimsRoute } from './claims.ts'
import {
	type PostDescription,
	type RouteDescription,
	tags,
	usualParameters,
} from './description.ts'
import { episodeRoutes } from './episodes.ts'
import { exportRoute } from './export.ts'
import { incidentRoutes } from './incidents.ts'
import { openapiRoute } from './openapi.ts'
import { ProblemAnswer } from './problem.ts'
import { providerRoutes } from './providers.ts'
import { reportRoute } from './reports.ts'
import { snapshotRoutes } from './snapshots.ts'
import { statusRoute } from './status.ts'
import { verdictRoute } from './verdicts.ts'

/** Every address of the API that is read, as each handler describes its own. */
export const routes: readonly RouteDescription[] = [
	statusRoute,
	verdictRoute,
	...providerRoutes,
	...incidentRoutes,
	...episodeRoutes,
	claimsRoute,
	atRoute,
	...snapshotRoutes,
	...analysisRoutes,
	exportRoute,
	openapiRoute,
]

type JsonObject = Record<string, unknown>

/**
 * The API in OpenAPI 3.1, made from the same schemas that check its parameters and give its
 * answers' types. Without an origin it holds for whatever host it lies on.
 */
export function describeApi(site: SiteHeader, origin = ''): JsonObject {
	return {
		openapi: '3.1.0',
		info: {
			title: `${site.name} API`,
			version: `${schemaVersion}.${rulesVersion}`,
			summary: `The record of ${site.subject} as JSON.`,
			description:
				'Open to every origin, without a key. Every answer has an ETag: send it back in ' +
				'`If-None-Match`, and what has not changed costs you nothing. Instants are UTC. `asOf` is ' +
				'the last check that reached a page and never one that failed. Errors are ' +
				'`application/problem+json`. New fields may come.',
			license: { name: site.licence.name, url: site.licence.url },
			contact: { url: site.contact },
		},
		servers: [{ url: `${origin}/api/v1` }],
		security: [],
		tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
		paths: Object.fromEntries(
			routes.map((route) => [
				route.path,
				{
					get: operation(route),
					...(route.path === reportRoute.path && { post: postOperation(reportRoute) }),
				},
			]),
		),
		components: { schemas: schemas() },
	}
}

function operation(route: RouteDescription): JsonObject {
	return {
		operationId: operationId(route.path),
		tags: [route.tag],
		summary: route.summary,
		description: route.description,
		parameters: [...pathParameters(route), ...queryParameters(route)],
		responses: {
			200: {
				description: 'bytes' in route.answer ? route.answer.bytes : route.summary,
				content: content(route.answer),
			},
			...(route.moves && {
				301: {
					description: 'It has another id now.',
					headers: { Location: header('Where it is, from the root.') },
				},
			}),
			304: { description: 'Nothing changed since the ETag that was sent.' },
			400: problem('A parameter is out of range or not known.'),
			...(canBeMissing(route) && { 404: problem('There is no such thing.') }),
			405: problem(wrongMethod),
			...(route.limited && {
				429: problem('More was asked for in this minute than we compute in one.', retryAfter),
			}),
			500: problem(failed),
			...(!route.storeless && {
				503: problem(
					'One of our own stores did not answer. This says nothing about the services we watch.',
					retryAfter,
				),
			}),
		},
	}
}

const wrongMethod = 'The address does not take this method; `Allow` says which it takes.'
const failed = 'We failed. It has been noted.'

/** When to come again. */
const retryAfter = { 'Retry-After': header('In how many seconds to ask again.') }

function header(description: string): JsonObject {
	return { description, schema: { type: 'string' } }
}

/** Whether an address may name something that is not there. */
function canBeMissing({ path }: RouteDescription): boolean {
	return path.includes('{') || path === atRoute.path || path === exportRoute.path
}

/** An operation that adds something. */
function postOperation(route: PostDescription): JsonObject {
	const { $schema: _, ...schema } = z.toJSONSchema(route.body, { io: 'input' })
	const refusals = Object.entries(route.refusals).map(([status, refusal]) => [
		status,
		typeof refusal === 'string' ? problem(refusal) : problem(refusal.why, retryAfter),
	])
	return {
		operationId: route.operationId,
		tags: [route.tag],
		summary: route.summary,
		description: route.description,
		parameters: pathParameters(route),
		requestBody: {
			required: true,
			content: { 'application/json': { schema }, 'application/x-www-form-urlencoded': { schema } },
		},
		responses: {
			202: { description: route.taken, content: content(route.answer) },
			...Object.fromEntries(refusals),
			405: problem(wrongMethod),
			500: problem(failed),
		},
	}
}

function content(answer: RouteDescription['answer']): JsonObject {
	const bytes = { schema: { type: 'string', format: 'binary' } }
	if ('bytes' in answer) return { 'application/octet-stream': bytes, 'text/plain': bytes }
	return { 'application/json': { schema: { $ref: reference(answer.name) } } }
}

function problem(description: string, headers?: JsonObject): JsonObject {
	return {
		description,
		...(headers && { headers }),
		content: { 'application/problem+json': { schema: { $ref: reference('Problem') } } },
	}
}

type Parameterised = Pick<RouteDescription, 'path' | 'parameters'>

function pathParameters(route: Parameterised): JsonObject[] {
	return [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
		name,
		in: 'path',
		required: true,
		description: meaningOf(name, route),
		schema: { type: 'string' },
	}))
}

function queryParameters(route: RouteDescription): JsonObject[] {
	const { properties = {}, required = [] } = z.toJSONSchema(route.query, {
		io: 'output',
		unrepresentable: 'any',
		override: dated,
	})
	return Object.entries(properties).map(([name, schema]) => ({
		name,
		in: 'query',
		required: required.includes(name),
		description: meaningOf(name, route),
		schema,
	}))
}

function meaningOf(name: string, { path, parameters }: Parameterised): string {
	const meaning = parameters?.[name] ?? usualParameters[name]
	if (meaning === undefined) throw new Error(`${path} does not say what ${name} means`)
	return meaning
}

/**
 * Every noun and answer under its name; they refer to one another. New fields may come, so none
 * forbids others.
 */
function schemas(): JsonObject {
	const registry = z.registry<{ id: string }>()
	const nouns = {
		Incident,
		Update,
		Episode,
		Timeline,
		TimelineEvent,
		SurfaceState,
		Coverage,
		Gap,
		Claim,
		Snapshot,
		Evidence,
	}
	const named: [string, z.ZodMiniType][] = [
		...Object.entries(nouns),
		['IncidentSummary', IncidentSummary],
		['SurfaceNow', SurfaceNow],
		['Problem', ProblemAnswer],
		...Evidence.def.options.map((schema, index): [string, z.ZodMiniType] => [
			`${index === 0 ? 'Snapshot' : 'Link'}Evidence`,
			schema,
		]),
		...Object.entries(timelineEvents).map(([name, schema]): [string, z.ZodMiniType] => [
			`${name}Event`,
			schema,
		]),
		...Object.entries(figuresSchemas).map(([name, schema]): [string, z.ZodMiniType] => [
			figuresName(name),
			schema,
		]),
		...[...analysisAnswers].map(([name, schema]): [string, z.ZodMiniType] => [
			`${pascal(name)}Analysis`,
			schema,
		]),
	]
	named.push([answerName(reportRoute.answer.name), reportRoute.answer.schema])
	for (const route of routes)
		if (!('bytes' in route.answer)) named.push([answerName(route.answer.name), route.answer.schema])
	for (const [id, schema] of named) if (!registry.has(schema)) registry.add(schema, { id })
	const made = z.toJSONSchema(registry, {
		io: 'output',
		unrepresentable: 'any',
		uri: (id) => `#/components/schemas/${id}`,
		override: (made) => {
			const { zodSchema, jsonSchema } = made
			if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
			// That we never change a list that we made is nothing that a reader could tell.
			delete jsonSchema.readOnly
			dated(made)
			discriminated(zodSchema, jsonSchema, registry)
		},
	})
	return Object.fromEntries(
		Object.entries(made.schemas).map(([name, { $schema: _, $id: __, ...schema }]) => [
			name,
			schema,
		]),
	)
}

type Made = Parameters<NonNullable<z.core.JSONSchemaGeneratorParams['override']>>[0]

/** An instant says that it is one, so that clients make a date of it. */
function dated({ zodSchema, jsonSchema }: Made): void {
	if (zodSchema === instant) jsonSchema.format = 'date-time'
}

const instant: z.core.$ZodType = Instant

/**
 * A union whose members differ in the words of one field says in which, so that clients know which
 * member they have.
 */
function discriminated(
	schema: z.core.$ZodType,
	jsonSchema: JsonObject,
	registry: z.core.$ZodRegistry<{ id: string }>,
): void {
	const { def } = (schema as z.core.$ZodTypes)._zod // every schema is one of these
	if (def.type !== 'union') return
	const members = def.options.map((option) => ({
		id: registry.get(option)?.id,
		words: option._zod.propValues ?? {},
	}))
	const wordsOf = (key: string) =>
		members.flatMap(({ id, words }) => [...(words[key] ?? [])].map((word) => [String(word), id]))
	const property = Object.keys(members[0]?.words ?? {}).find(
		(key) =>
			members.every(({ words }) => words[key] !== undefined) &&
			new Set(wordsOf(key).map(([word]) => word)).size === wordsOf(key).length,
	)
	if (property === undefined || members.some(({ id }) => id === undefined)) return
	const mapping = Object.fromEntries(
		wordsOf(property).map(([word, id]) => [word, `#/components/schemas/${id}`]),
	)
	jsonSchema.discriminator = { propertyName: property, mapping }
}

/** `shared-fate` as `SharedFateFigures`. */
function figuresName(question: string): string {
	return `${pascal(question)}Figures`
}

function pascal(name: string): string {
	return name.replace(/(?:^|-)(\w)/g, (_match, letter: string) => letter.toUpperCase())
}

/** Answers that extend a noun must not take its name. */
function answerName(name: string): string {
	return `${name}Answer`
}

function reference(name: string): string {
	return `#/components/schemas/${name === 'Problem' ? name : answerName(name)}`
}

function operationId(path: string): string {
	return `get${path
		.replace(/\.json$/, '')
		.replace(/\{(\w+)\}/g, 'by-$1')
		.replace(/[/-]+(\w)/g, (_match, letter: string) => letter.toUpperCase())}`
}
