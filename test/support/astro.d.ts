/** A page or component, for the compiler: what Vite makes of the file. */
declare module '*.astro' {
	const component: import('astro/runtime/server/index.js').AstroComponentFactory
	export default component
}
