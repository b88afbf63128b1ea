/** Where requests go: the Internet, or a recording in its place. */
export interface Internet {
	fetch(request: Request): Promise<Response>
}

export const theInternet: Internet = { fetch: (request) => fetch(request) }
