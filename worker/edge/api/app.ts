import { content } from '#content'
import { admin } from './admin.ts'
import { createApp } from './create-app.ts'

/** The app with this checkout's content. */
export const app = createApp(content, admin)
