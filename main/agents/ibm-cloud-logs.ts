import { comesLater } from './later.ts'

export const ibmCloudLogs = comesLater('ibm-cloud-logs', 'IBM Cloud Logs agent')
