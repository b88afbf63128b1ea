import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { fileNames } from '#core/bundle/evidences.ts'
import { Content } from '#core/model/content.ts'
import { Export } from '#core/model/export.ts'
import { ReportCount } from '#core/model/report.ts'
import { Snapshot } from '#core/model/snapshot.ts'

/**
 * The evidence bundle that the site is built from: the folder or address in TIDEMARK_EXPORT, else
 * the committed archive.
 */
export interface Bundle {
	readonly record: Export
	/** SHA-256 of the record's file. */
	readonly hash: string
	readonly content: Content
	readonly snapshots: readonly Snapshot[]
	/** The crowd's counts, as they were stated. */
	readonly reports: readonly ReportCount[]
	/** The raw bytes of a stored snapshot. */
	bytes(sha256: string): Promise<Uint8Array<ArrayBuffer>>
}

let reading: Promise<Bundle> | undefined

/** Reads the bundle, once for a build. */
export function bundle(): Promise<Bundle> {
	reading ??= readBundle(process.env.TIDEMARK_EXPORT ?? 'content/archive')
	return reading
}

/** Reads a bundle. Throws an Error that names the file and what is wrong with it. */
export async function readBundle(place: string): Promise<Bundle> {
	const read = /^https?:\/\//.test(place)
		? (name: string) => download(place, name)
		: (name: string) => open(place, name)
	const text = async (name: string) => new TextDecoder().decode(await read(name))
	const [record, content, looks, counts] = await Promise.all(
		[fileNames.record, fileNames.content, fileNames.snapshots, fileNames.reports].map(text),
	)
	const rows = <Schema extends z.ZodMiniType>(
		schema: Schema,
		lines: string | undefined,
		name: string,
	): z.output<Schema>[] =>
		(lines ?? '')
			.split('\n')
			.flatMap((line, index) =>
				line === '' ? [] : [checked(schema, line, `${place}/${name}, line ${index + 1}`)],
			)
	return {
		hash: createHash('sha256')
			.update(record ?? '')
			.digest('hex'),
		record: checked(Export, record ?? '', `${place}/${fileNames.record}`),
		content: checked(Content, content ?? '', `${place}/${fileNames.content}`),
		snapshots: rows(Snapshot, looks, fileNames.snapshots),
		reports: rows(ReportCount, counts, fileNames.reports),
		bytes: (sha256) => read(`${fileNames.blobs}/${sha256}`),
	}
}

async function open(folder: string, name: string): Promise<Uint8Array<ArrayBuffer>> {
	try {
		return new Uint8Array(await readFile(join(folder, name)))
	} catch (error) {
		throw new Error(
			`${join(folder, name)} cannot be read; ` +
				'the site is built from an evidence bundle (TIDEMARK_EXPORT names another one)',
			{ cause: error },
		)
	}
}

async function download(address: string, name: string): Promise<Uint8Array<ArrayBuffer>> {
	const url = `${address.replace(/\/+$/, '')}/${name}`
	const response = await fetch(url)
	if (!response.ok) throw new Error(`${url} answered ${response.status}`)
	return new Uint8Array(await response.arrayBuffer())
}

function checked<Schema extends z.ZodMiniType>(
	schema: Schema,
	text: string,
	name: string,
): z.output<Schema> {
	let value: unknown
	try {
		value = JSON.parse(text)
	} catch (error) {
		throw new Error(`${name} is not JSON`, { cause: error })
	}
	const result = schema.safeParse(value)
	if (result.success) return result.data
	throw new Error(`${name}:\n${z.prettifyError(result.error)}`)
}
