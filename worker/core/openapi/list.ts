import * as z from 'zod/mini'
import { Instant } from '#core/model/instant.ts'

export const instantOrNull = z.nullable(Instant)

export type ListOf<Item extends z.core.SomeType> = z.ZodMiniObject<{
	items: z.ZodMiniArray<Item>
	next: z.ZodMiniNullable<z.ZodMiniString>
	asOf: typeof instantOrNull
}>

/** A list: the items, where it goes on, and how old what it says is. */
export function listOf<Item extends z.core.SomeType>(item: Item): ListOf<Item> {
	return z.object({ items: z.array(item), next: z.nullable(z.string()), asOf: instantOrNull })
}
