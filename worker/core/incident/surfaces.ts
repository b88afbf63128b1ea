import type { Component } from '#core/model/observation.ts'
import type { Alias, Provider } from '#core/model/provider.ts'
import { compareInstants } from '#core/time/time.ts'

/**
 * Which surface a component is, and the key under which that component is one and the same through
 * renames.
 */
export interface Resolved {
	readonly surface?: string
	readonly key: string
	readonly label: string
}

/**
 * Finds a component's surface through the provider's aliases as they stood at `at`. The component's
 * id wins over its name;
 * names are compared without regard to case and surrounding space. An unknown component has a key
 * and no surface.
 */
export function resolveComponent(provider: Provider, component: Component, at: string): Resolved {
	const { byId, byName } = aliasesOf(provider)
	const name = component.name === undefined ? undefined : normal(component.name)
	const found =
		(component.id === undefined
			? undefined
			: byId.get(component.id)?.find((entry) => holdsAt(entry.alias, at))) ??
		(name === undefined ? undefined : byName.get(name)?.find((entry) => holdsAt(entry.alias, at)))
	const label = component.name?.trim() || component.id || 'unnamed component'
	if (!found) return { key: component.id ?? normal(label), label }
	return {
		surface: found.surface,
		key:
			component.id ??
			found.alias.component ??
			`${found.surface}/${normal(found.alias.name ?? label)}`,
		label,
	}
}

/**
 * The key under which a component that an incident names is one and the same within that incident:
 * its id, else its name.
 */
export function componentKeyOf({
	component,
	componentId,
}: {
	readonly component: string
	readonly componentId?: string | undefined
}): string {
	return componentId ?? normal(component)
}

/** The provider's surfaces in its own order, restricted to `ids`. */
export function inProviderOrder(provider: Provider, ids: Iterable<string>): string[] {
	const wanted = new Set(ids)
	return provider.surfaces.map((surface) => surface.id).filter((id) => wanted.has(id))
}

/**
 * Whether any enabled source bears the state of a surface; what none bears is not covered, which is
 * not fine.
 */
export function isCovered(provider: Provider, surface: string): boolean {
	return provider.sources.some(
		(source) =>
			source.enabled && source.kind === 'official' && (source.covers?.includes(surface) ?? true),
	)
}

interface Known {
	readonly surface: string
	readonly alias: Alias
}

interface Aliases {
	readonly byId: ReadonlyMap<string, readonly Known[]>
	readonly byName: ReadonlyMap<string, readonly Known[]>
}

// A page lists hundreds of components with every look, and the aliases of a provider never change
// while it is the same object.
const known = new WeakMap<Provider, Aliases>()

function aliasesOf(provider: Provider): Aliases {
	const before = known.get(provider)
	if (before) return before
	const byId = new Map<string, Known[]>()
	const byName = new Map<string, Known[]>()
	for (const { id: surface, aliases } of provider.surfaces) {
		for (const alias of aliases) {
			if (alias.component !== undefined)
				byId.set(alias.component, [...(byId.get(alias.component) ?? []), { surface, alias }])
			if (alias.name !== undefined)
				byName.set(normal(alias.name), [
					...(byName.get(normal(alias.name)) ?? []),
					{ surface, alias },
				])
		}
	}
	known.set(provider, { byId, byName })
	return { byId, byName }
}

function holdsAt(alias: Alias, at: string): boolean {
	return (
		(alias.from === undefined || compareInstants(alias.from, at) <= 0) &&
		(alias.to === undefined || compareInstants(at, alias.to) < 0)
	)
}

function normal(name: string): string {
	return name.trim().toLowerCase()
}
