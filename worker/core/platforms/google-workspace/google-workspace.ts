import { googleDashboard } from '../google/dashboard.ts'

/**
 * The Google Workspace status dashboard:
 * `https://www.google.com/appsstatus/dashboard/incidents.json`, the same shape as Cloud's.
 */
export const googleWorkspace = googleDashboard('google-workspace')
