import { textOfHtml } from '#core/text/html-text.ts'

/**
 * What it takes for a statement to name something: closed lists of words, each with its reason. A
 * heuristic over English text: it finds
 * that something is named, not that it is right, and it misses what is said in other words. They
 * are data, so that they can be disputed.
 */

export interface NamingRule {
	/** Tried on the statement's plain text, without regard to case. */
	readonly words: RegExp
	readonly reason: string
}

/** A long expression laid out over lines; where one breaks stands nothing. */
function pattern({ raw }: TemplateStringsArray): RegExp {
	return new RegExp(raw.join('').replace(/\n\t*/g, ''))
}

/** Who or what is concerned: for how many, where, which model or part. */
export const scopeRules: readonly NamingRule[] = [
	{
		words: pattern`
			\b(?:all|some|most|many|a (?:small )?(?:subset|number|portion|fraction) of|free|
			paid|pro|enterprise) (?:users|customers|organi[sz]ations|accounts|requests|traffic|
			regions)\b
		`,
		reason: 'says how many or which users, customers or requests',
	},
	{ words: /\b\d+(?:\.\d+)? ?(?:%|percent)/, reason: 'gives a share' },
	{
		words: pattern`
			\b(?:in|from) (?:the )?(?:us|eu|europe|asia|north america|[a-z]+-(?:east|west|
			central|south|north)[a-z]*\d?)\b
		`,
		reason: 'names a region',
	},
	{
		words:
			/\b(?:only|limited to|isolated to|specific to|does not affect|not affected|unaffected)\b/,
		reason: 'draws a line between what is and is not concerned',
	},
]

/** What made it fail. That "the cause was found" is no cause. */
export const causeRules: readonly NamingRule[] = [
	{
		words: pattern`
			\b(?:caused by|due to|because of|as a result of|stemm(?:ed|ing) from|triggered by|
			traced (?:back )?to)\s+(?!(?:an?|the|this|these|some) (?:issue|problem|incident|
			error|outage|disruption)s?\b)\S+
		`,
		reason: 'a word that introduces a cause, followed by more than "an issue"',
	},
	{
		words: pattern`
			\broot cause (?:was|is|has been identified as)\s+(?!(?:identified|found|known|being|
			under|unknown|still|not)\b)\S+
		`,
		reason: '"root cause was", followed by what it was',
	},
	{
		words: /\b(?:upstream|third.party|cloud|network) (?:provider|vendor|supplier)\b/,
		reason: 'names the supplier that failed',
	},
	{
		words: pattern`
			\b(?:bad|faulty|incorrect|misconfigured|recent) (?:deploy(?:ment)?|release|rollout|
			configuration|config|change)\b
		`,
		reason: 'names a change',
	},
	{
		words:
			/\b(?:ran out of|insufficient|exhausted|lack of) (?:capacity|memory|connections|compute)\b/,
		reason: 'names a shortage',
	},
]

/** What was done about it. "A fix was implemented" does not say what. */
export const fixRules: readonly NamingRule[] = [
	{ words: /\b(?:roll(?:ed|ing)? ?back|revert(?:ed|ing)?)\b/, reason: 'a change was taken back' },
	{
		words: /\b(?:restart(?:ed|ing)?|reboot(?:ed|ing)?|re-?imag(?:ed|ing))\b/,
		reason: 'something was started anew',
	},
	{
		words: pattern`
			\b(?:scal(?:ed|ing) (?:up|out)|add(?:ed|ing) (?:more )?(?:capacity|servers|
			replicas)|increas(?:ed|ing) capacity)\b
		`,
		reason: 'capacity was added',
	},
	{
		words: pattern`
			\b(?:fail(?:ed|ing) over|rerout(?:ed|ing)|redirect(?:ed|ing) traffic|shift(?:ed|
			ing) traffic|mov(?:ed|ing) (?:traffic|workloads))\b
		`,
		reason: 'traffic was moved',
	},
	{
		words: /\b(?:disabl(?:ed|ing)|turn(?:ed|ing) off|shed(?:ding)? load|rate.limit(?:ed|ing))\b/,
		reason: 'something was switched off or held back',
	},
]

/**
 * The words that decide it, at most 80 characters; undefined when none is there. `text` may hold
 * markup, which is ignored.
 */
export function namingWords(text: string, rules: readonly NamingRule[]): string | undefined {
	return namingWordsOf(plainTextOf(text), rules)
}

/** The same of a text that `plainTextOf` has prepared, for those who ask it more than one list. */
export function namingWordsOf(plain: string, rules: readonly NamingRule[]): string | undefined {
	if (!anyOf(rules).test(plain)) return undefined
	for (const { words } of rules) {
		const found = words.exec(plain)
		if (found) return found[0].slice(0, 80)
	}
	return undefined
}

/**
 * A statement without markup, with single spaces, in small letters. Most statements have neither
 * markup nor other spaces: to look first takes a quarter of the time.
 */
export function plainTextOf(text: string): string {
	const bare = text.includes('<') ? textOfHtml(text) : text
	return (/\s\s|[^\S ]/.test(bare) ? bare.replaceAll(/\s+/g, ' ') : bare).toLowerCase()
}

const combined = new WeakMap<readonly NamingRule[], RegExp>()

/**
 * All rules of a list as one expression: most statements name nothing, which one pass tells faster
 * than five.
 */
function anyOf(rules: readonly NamingRule[]): RegExp {
	const known = combined.get(rules)
	if (known) return known
	const any = new RegExp(rules.map(({ words }) => words.source).join('|'))
	combined.set(rules, any)
	return any
}
