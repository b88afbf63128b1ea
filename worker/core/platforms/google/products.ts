import type { Component } from '#core/model/observation.ts'
import type { Source } from '#core/model/provider.ts'
import { idOf, isRow, nameOf, type Problems, quote, type Row } from '../read.ts'

/**
 * The products that a source reads; undefined means all. Option `products`: of each its id, which
 * is stable, or its title, which changes without
 * warning, or a list of the names that it has gone by.
 */
export type Products = readonly Product[] | undefined

interface Product {
	/** As the options write it. */
	readonly written: string
	/** Ids and titles, lower-case. */
	readonly names: readonly string[]
}

/** Says what is wrong with the options, a sentence each. */
export function checkOptions(options: Source['options']): string[] {
	return Object.entries(options ?? {}).flatMap(([key, value]) => {
		if (key !== 'products') return [`no option ${quote(key)}: expected products`]
		const fine =
			Array.isArray(value) &&
			value.length > 0 &&
			value.every((product) => namesOf(product) !== undefined)
		return fine
			? []
			: [
					'products: expected a list of product ids or titles, or of lists of the names of one product',
				]
	})
}

/** The products that the options name. */
export function productsOf(options: Source['options']): Products {
	const products = options?.products
	if (!Array.isArray(products)) return undefined
	return products.flatMap((product) => {
		const names = namesOf(product)
		return names ? [{ written: names.join(' or '), names: names.map(normal) }] : []
	})
}

/**
 * The wanted products that no incident of a whole file names: renamed without our knowing, or never
 * in trouble. As the options write them.
 */
export function unmatched(rows: readonly Row[], products: Products): string[] {
	const listed = new Set(
		rows.flatMap((row) =>
			Array.isArray(row.affected_products)
				? row.affected_products.filter(isRow).flatMap(titlesOf)
				: [],
		),
	)
	return (products ?? [])
		.filter(({ names }) => !names.some((name) => listed.has(name)))
		.map(({ written }) => written)
}

function namesOf(product: unknown): string[] | undefined {
	const names: unknown[] = Array.isArray(product) ? product : [product]
	const texts = names.filter(
		(name): name is string => typeof name === 'string' && name.trim() !== '',
	)
	return texts.length > 0 && texts.length === names.length ? texts : undefined
}

function titlesOf(product: Row): string[] {
	return [product.id, product.title, product.current_title].flatMap((name) =>
		typeof name === 'string' ? [normal(name)] : [],
	)
}

/** The rows of an incident's products that are wanted. */
export function productRows(row: Row, products: Products): Row[] {
	const listed = Array.isArray(row.affected_products) ? row.affected_products.filter(isRow) : []
	if (products === undefined) return listed
	const wanted = new Set(products.flatMap(({ names }) => names))
	return listed.filter((product) => titlesOf(product).some((name) => wanted.has(name)))
}

/** The wanted products of an incident as components, under their present names. */
export function componentsOf(
	row: Row,
	path: string,
	products: Products,
	problems: Problems,
): Component[] {
	return productRows(row, products).flatMap((product) => {
		const id = idOf(product.id)
		const name = nameOf(
			product.current_title ?? product.title,
			`${path}/affected_products`,
			problems,
		)
		return id === undefined && name === undefined
			? []
			: [{ ...(id !== undefined && { id }), ...(name !== undefined && { name }) }]
	})
}

function normal(name: string): string {
	return name.trim().toLowerCase()
}
