import { generateContent } from '../../worker/cli/generated-content.ts'

/**
 * Before any test: the content module fits `content/`, also when somebody runs Vitest by itself in
 * a fresh clone.
 */
export default async function setup(): Promise<void> {
	await generateContent()
}
