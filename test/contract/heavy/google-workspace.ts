export { heavy } from './google-cloud.ts'
