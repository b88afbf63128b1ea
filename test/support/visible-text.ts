/** What a reader gets to read: inline elements leave no trace, blocks and links part words. */
export function visibleText(markup: string): string {
	return markup
		.replace(/<\/?(time|bdi|strong|span|code|b)\b[^>]*>/g, '')
		.replace(/<[^>]*>/g, ' ')
		.replace(/\s+/g, ' ')
}
