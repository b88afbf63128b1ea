import { googleDashboard } from '../google/dashboard.ts'

/** Google Cloud Service Health: `https://status.cloud.google.com/incidents.json`. */
export const googleCloud = googleDashboard('google-cloud')
