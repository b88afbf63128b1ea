import * as z from 'zod/mini'
import { Claim } from '#core/model/content.ts'
import type { SiteHeader } from '#core/model/documents.ts'
import { rulesVersion, schemaVersion } from '#core/model/export.ts'
import { Episode, Incident, SurfaceState, Update } from '#core/model/incident.ts'
import { Instant } from '#core/model/instant.ts'
import { Evidence, Snapshot } from '#core/model/snapshot.ts'
import { Coverage, Gap, Timeline, TimelineEvent, timelineEvents } from '#core/model/timeline.ts'
import { figuresSchemas } from '#core/questions/figures-schemas.ts'
import { analysisAnswers, ProblemAnswer } from './answers.ts'
import { IncidentSummaryAnswer, SurfaceNowAnswer } from './now-answers.ts'
import { parameterTexts, type RouteDescription, reportRoute, routes, tags } from './routes.ts'

type JsonObject = Record<string, unknown>

/** The API in OpenAPI 3.1, made from the same schemas that check its parameters and answers. */
export function describeApi(site: SiteHeader, origin: string): JsonObject {
	return {
		openapi: '3.1.0',
		info: {
			title: `${site.name} API`,
			version: `${schemaVersion}.${rulesVersion}`,
			summary: `The record of ${site.subject} as JSON.`,
			description:
				'Open to every origin, without a key. Every answer has an ETag: send it back in `If-None-Match`, and what has not changed costs you nothing. Instants are UTC. `asOf` is the last check that reached a page and never one that failed. Errors are `application/problem+json`. New fields may come.',
			license: { name: site.licence.name, url: site.licence.url },
			contact: { url: site.contact },
		},
		servers: [{ url: `${origin}/api/v1` }],
		security: [],
		tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
		paths: Object.fromEntries(
			routes.map((route) => [
				route.path,
				{ get: operation(route), ...(route.path === reportRoute.path && { post: reporting() }) },
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
		parameters: [...pathParameters(route.path), ...queryParameters(route.query)],
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
			405: problem('The address does not take this method; `Allow` says which it takes.'),
			...(route.limited && {
				429: problem('More was asked for in this minute than we compute in one.', retryAfter),
			}),
			500: problem('We failed. It has been noted.'),
			...(!route.storeless && {
				503: problem(
					'One of our own stores did not answer. This says nothing about the services we watch.',
					retryAfter,
				),
			}),
		},
	}
}

/** When to come again. */
const retryAfter = { 'Retry-After': header('In how many seconds to ask again.') }

function header(description: string): JsonObject {
	return { description, schema: { type: 'string' } }
}

/** Whether an address may name something that is not there. */
function canBeMissing({ path }: RouteDescription): boolean {
	return path.includes('{') || path === '/at' || path === '/export'
}

/** The one operation that adds something. */
function reporting(): JsonObject {
	const { $schema: _, ...schema } = z.toJSONSchema(reportRoute.body, { io: 'input' })
	return {
		operationId: 'postReport',
		tags: [reportRoute.tag],
		summary: reportRoute.summary,
		description: reportRoute.description,
		parameters: pathParameters(reportRoute.path),
		requestBody: {
			required: true,
			content: { 'application/json': { schema }, 'application/x-www-form-urlencoded': { schema } },
		},
		responses: {
			202: {
				description:
					'Received; `counted` says whether it was added. A form is answered with a page.',
				content: content(reportRoute.answer),
			},
			400: problem('The body is not JSON, or not UTF-8.'),
			403: problem(
				'It comes from a page of another site, or without the proof of being human that is asked for.',
			),
			404: problem('There is no such provider.'),
			405: problem('The address does not take this method; `Allow` says which it takes.'),
			408: problem('The body did not arrive in time.'),
			413: problem('The body is too large.'),
			415: problem('The body is neither JSON nor a form.'),
			422: problem('A field, a surface or a symptom is not known.'),
			429: problem('Too many reports from one client.', retryAfter),
			500: problem('We failed. It has been noted.'),
			503: problem('Reports cannot be counted at the moment.', retryAfter),
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

function pathParameters(path: string): JsonObject[] {
	return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
		name,
		in: 'path',
		required: true,
		description: parameterTexts[name],
		schema: { type: 'string' },
	}))
}

function queryParameters(query: z.ZodMiniObject): JsonObject[] {
	const { properties = {}, required = [] } = z.toJSONSchema(query, {
		io: 'output',
		unrepresentable: 'any',
		override: dated,
	})
	return Object.entries(properties).map(([name, schema]) => ({
		name,
		in: 'query',
		required: required.includes(name),
		description: parameterTexts[name],
		schema,
	}))
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
		['IncidentSummary', IncidentSummaryAnswer],
		['SurfaceNow', SurfaceNowAnswer],
		['Problem', ProblemAnswer],
		...(Evidence.def.options as readonly z.ZodMiniType[]).map(
			(schema, index): [string, z.ZodMiniType] => [
				`${index === 0 ? 'Snapshot' : 'Link'}Evidence`,
				schema,
			],
		),
		...Object.entries(timelineEvents).map(([name, schema]): [string, z.ZodMiniType] => [
			`${name}Event`,
			schema,
		]),
		...Object.entries(figuresSchemas).map(([name, schema]): [string, z.ZodMiniType] => [
			figuresName(name),
			schema,
		]),
		...Object.entries(analysisAnswers).map(([name, schema]): [string, z.ZodMiniType] => [
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
	if (zodSchema === (Instant as z.core.$ZodType)) jsonSchema.format = 'date-time'
}

/**
 * A union whose members differ in one constant, or in a few of them, says in which, so that clients know which member
 * they have.
 */
function discriminated(
	schema: z.core.$ZodType,
	jsonSchema: JsonObject,
	registry: z.core.$ZodRegistry<{ id: string }>,
): void {
	const { def } = schema as unknown as {
		readonly def: { readonly type: string; readonly options?: readonly z.ZodMiniType[] }
	} // what every schema has
	if (def.type !== 'union') return
	const options = (def.options ?? []).map((option) => ({
		id: registry.get(option)?.id,
		shape: shapeOf(option),
	}))
	const [first] = options
	const property = Object.keys(first?.shape ?? {}).find((key) =>
		options.every(({ shape }) => constantsOf(shape[key]).length > 0),
	)
	if (property === undefined || options.some(({ id }) => id === undefined)) return
	const mapping = Object.fromEntries(
		options.flatMap(({ id, shape }) =>
			constantsOf(shape[property]).map((constant) => [constant, `#/components/schemas/${id}`]),
		),
	)
	jsonSchema.discriminator = { propertyName: property, mapping }
}

function shapeOf(schema: z.ZodMiniType): Readonly<Record<string, z.ZodMiniType>> {
	return (schema as { readonly shape?: Readonly<Record<string, z.ZodMiniType>> }).shape ?? {} // objects have one
}

/** The text that a literal is, or those of an enumeration. */
function constantsOf(schema: z.ZodMiniType | undefined): string[] {
	if (schema instanceof z.ZodMiniLiteral || schema instanceof z.ZodMiniEnum)
		return [...schema._zod.values].filter((value) => typeof value === 'string')
	return []
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
