import type { Component } from '#core/model/observation.ts'
import type { Source } from '#core/model/provider.ts'
import { idOf, isRow, nameOf, type Problems, quote, type Row } from '../read.ts'

/** The products that a source reads, by id or title, lower-case; undefined means all. Option `products`. */
export type Products = readonly string[] | undefined

/** Says what is wrong with the options, a sentence each. */
export function checkOptions(options: Source['options']): string[] {
	return Object.entries(options ?? {}).flatMap(([key, value]) => {
		if (key !== 'products') return [`no option ${quote(key)}: expected products`]
		const fine = Array.isArray(value) && value.length > 0 && value.every((product) => typeof product === 'string' && product.trim() !== '')
		return fine ? [] : ['products: expected a list of product ids or titles']
	})
}

/** The products that the options name. */
export function productsOf(options: Source['options']): Products {
	const products = options?.products
	return Array.isArray(products) ? products.filter((product) => typeof product === 'string').map(normal) : undefined
}

/** The rows of an incident's products that are wanted. */
export function productRows(row: Row, products: Products): Row[] {
	const listed = Array.isArray(row.affected_products) ? row.affected_products.filter(isRow) : []
	if (products === undefined) return listed
	return listed.filter((product) =>
		[product.id, product.title, product.current_title].some((name) => typeof name === 'string' && products.includes(normal(name))),
	)
}

/** The wanted products of an incident as components, under their present names. */
export function componentsOf(row: Row, path: string, products: Products, problems: Problems): Component[] {
	return productRows(row, products).flatMap((product) => {
		const id = idOf(product.id)
		const name = nameOf(product.current_title ?? product.title, `${path}/affected_products`, problems)
		return id === undefined && name === undefined ? [] : [{ ...(id !== undefined && { id }), ...(name !== undefined && { name }) }]
	})
}

function normal(name: string): string {
	return name.trim().toLowerCase()
}
