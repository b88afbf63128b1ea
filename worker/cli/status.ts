import { readFileSync } from 'node:fs'
import * as z from 'zod/mini'
import { Slug } from '#core/model/instant.ts'
import { VerdictWord } from '#core/model/verdict.ts'
import { addresses } from '#core/text/addresses.ts'
import { checkout } from './checkout.ts'
import { type Command, Negative, readArguments, UsageError } from './command.ts'

/** What 0 and 1 cannot say: nobody knows. 2 is for what was asked wrongly, as everywhere. */
const unknownCode = 3
const patienceMilliseconds = 15_000

export const command: Command = {
	summary: 'asks a running Tidemark how providers are doing now',
	usage: [
		'usage: tidemark status [PROVIDER | PROVIDER/PRODUCT] [--url URL] [--exit-code]',
		'',
		'Asks a running Tidemark and prints its answer: every provider, one provider with its products',
		'and newest update, or one product as a single line with tabs between its fields.',
		'',
		'  --url        which Tidemark, such as http://localhost:4321; else TIDEMARK_URL, else the',
		'               address in content/site.json',
		`  --exit-code  0: no problem posted, 1: a problem, ${unknownCode}: we can’t tell (also when nobody`,
		'               answers)',
		'',
		'Colours only in a terminal, and never with NO_COLOR set.',
	].join('\n'),
	async run(args) {
		const { values, positionals } = readArguments(args, {
			url: { type: 'string' },
			'exit-code': { type: 'boolean' },
		})
		const subject = subjectOf(positionals)
		const server = serverOf(values.url)
		const text = await ask(server, pathOf(subject)).catch(unlessAsked(values['exit-code']))
		process.stdout.write(text)
		if (!values['exit-code']) return
		const word = await wordOf(server, subject, text).catch(unlessAsked(true))
		if (codes[word] !== 0) throw new Negative('', codes[word])
	},
}

/** Whoever goes by the exit code is told that nobody knows, whatever the reason. */
function unlessAsked(byCode: boolean | undefined): (error: unknown) => never {
	return (error) => {
		if (!byCode || error instanceof UsageError) throw error
		throw new Negative(error instanceof Error ? error.message : String(error), unknownCode)
	}
}

const codes: Readonly<Record<VerdictWord, number>> = {
	ok: 0,
	degraded: 1,
	failing: 1,
	unknown: unknownCode,
}

interface Subject {
	readonly provider?: string
	readonly product?: string
}

function subjectOf([given, more]: readonly string[]): Subject {
	if (more !== undefined) throw new UsageError(`"${more}" is one argument too many`)
	if (given === undefined) return {}
	const [provider, product, ...rest] = given.split('/')
	const parts = [provider, ...(product === undefined ? [] : [product])]
	if (rest.length > 0 || parts.some((part) => !Slug.safeParse(part).success))
		throw new UsageError(
			`"${given}" is no provider or product: expected an id such as claude or claude/api`,
		)
	return { ...(provider !== undefined && { provider }), ...(product !== undefined && { product }) }
}

function serverOf(given: string | undefined): URL {
	const text = given ?? process.env.TIDEMARK_URL ?? ownAddress()
	const url = URL.parse(text)
	if (!url || !/^https?:$/.test(url.protocol))
		throw new UsageError(`"${text}" is no address: expected one such as https://tidemark.example`)
	return url
}

const Addressed = z.object({ address: z.string() })

/** Where this publication stands. */
function ownAddress(): string {
	return Addressed.parse(JSON.parse(readFileSync(checkout('content', 'site.json'), 'utf8'))).address
}

function pathOf({ provider, product }: Subject): string {
	if (provider !== undefined && product !== undefined)
		return `${addresses.verdictJson(provider, product)}?format=text`
	const colour = process.stdout.isTTY && !process.env.NO_COLOR
	return `${addresses.nowText(provider)}${colour ? '?color=1' : ''}`
}

/** Throws with what was asked and what came instead. */
async function ask(server: URL, path: string): Promise<string> {
	const url = new URL(path, server)
	let response: Response
	try {
		response = await fetch(url, { signal: AbortSignal.timeout(patienceMilliseconds) })
	} catch (error) {
		const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
		throw new Error(
			`${url.origin} does not answer (${cause instanceof Error ? cause.message : cause})`,
		)
	}
	const text = await response.text()
	if (response.ok) return text
	const problem = ProblemText.safeParse(parsed(text))
	throw new Error(
		problem.success
			? `${url.origin} says: ${problem.data.detail}`
			: `${url.origin} answered ${response.status}: is that a Tidemark?`,
	)
}

const ProblemText = z.object({ detail: z.string() })

/** As far as exit codes need it. */
const StatusText = z.object({
	providers: z.array(
		z.object({
			id: z.string(),
			notKnown: z.nullable(z.unknown()),
			surfaces: z.array(z.object({ state: z.string() })),
			open: z.array(z.object({ kind: z.string(), origin: z.string() })),
		}),
	),
})

/** The worst of what was asked for: a problem counts for more than what nobody knows. */
async function wordOf(
	server: URL,
	{ provider, product }: Subject,
	text: string,
): Promise<VerdictWord> {
	// The line of one product begins with it.
	if (product !== undefined) return VerdictWord.parse(text.split('\t', 1)[0])
	const { providers } = StatusText.parse(parsed(await ask(server, addresses.statusJson)))
	const own = providers.filter(({ id }) => provider === undefined || id === provider)
	const isBad = own.some(
		({ notKnown, surfaces, open }) =>
			notKnown === null &&
			(surfaces.some(({ state }) => troubles.has(state)) ||
				open.some(({ kind, origin }) => kind === 'incident' && origin === 'official')),
	)
	if (isBad) return 'degraded'
	return own.some(({ notKnown }) => notKnown === null) ? 'ok' : 'unknown'
}

const troubles = new Set(['degraded_performance', 'partial_outage', 'major_outage'])

function parsed(text: string): unknown {
	try {
		return JSON.parse(text)
	} catch {
		return undefined
	}
}
