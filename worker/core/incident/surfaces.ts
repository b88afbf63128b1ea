import type { Component } from '#core/model/observation.ts'
import type { Alias, Provider } from '#core/model/provider.ts'
import { compareInstants } from '#core/time.ts'

/** Which surface a component is, and the key under which that component is one and the same through renames. */
export interface Resolved {
	readonly surface?: string
	readonly key: string
	readonly label: string
}

/**
 * Finds a component's surface through the provider's aliases as they stood at `at`. The component's id wins over its name;
 * names are compared without regard to case and surrounding space. An unknown component has a key and no surface.
 */
export function resolveComponent(provider: Provider, component: Component, at: string): Resolved {
	const label = component.name?.trim() || component.id || 'unnamed component'
	const byId = component.id === undefined ? undefined : find(provider, at, (alias) => alias.component === component.id)
	const name = component.name === undefined ? undefined : normal(component.name)
	const found = byId ?? (name === undefined ? undefined : find(provider, at, (alias) => alias.name !== undefined && normal(alias.name) === name))
	if (!found) return { key: component.id ?? normal(label), label }
	return { surface: found.surface, key: component.id ?? found.alias.component ?? `${found.surface}/${normal(found.alias.name ?? label)}`, label }
}

/** The provider's surfaces in its own order, restricted to `ids`. */
export function inProviderOrder(provider: Provider, ids: Iterable<string>): string[] {
	const wanted = new Set(ids)
	return provider.surfaces.map((surface) => surface.id).filter((id) => wanted.has(id))
}

/** Whether any enabled source bears the state of a surface; what none bears is not covered, which is not fine. */
export function isCovered(provider: Provider, surface: string): boolean {
	return provider.sources.some((source) => source.enabled && source.kind === 'official' && (source.covers?.includes(surface) ?? true))
}

function find(provider: Provider, at: string, matches: (alias: Alias) => boolean): { surface: string; alias: Alias } | undefined {
	for (const surface of provider.surfaces) {
		const alias = surface.aliases.find((candidate) => matches(candidate) && holdsAt(candidate, at))
		if (alias) return { surface: surface.id, alias }
	}
	return undefined
}

function holdsAt(alias: Alias, at: string): boolean {
	return (alias.from === undefined || compareInstants(alias.from, at) <= 0) && (alias.to === undefined || compareInstants(at, alias.to) < 0)
}

function normal(name: string): string {
	return name.trim().toLowerCase()
}
