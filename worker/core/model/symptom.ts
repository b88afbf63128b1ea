import * as z from 'zod/mini'

/**
 * What somebody who reports can say is wrong, in words for the form. Short: whoever is in trouble
 * reads no long list.
 */
export const symptoms = {
	unreachable: 'It cannot be reached',
	'sign-in': 'Signing in does not work',
	errors: 'It answers with errors',
	slow: 'It is very slow',
	'cut-off': 'Answers stop half-way or never come',
	other: 'Something else',
} as const

// the keys of the record above
const names = Object.keys(symptoms) as [keyof typeof symptoms, ...(keyof typeof symptoms)[]]

export const Symptom = z.enum(names, { error: `expected one of ${names.join(', ')}` })
export type Symptom = z.infer<typeof Symptom>
