/**
 * The domains of each region, the current one first. The older ones still stand in agents' configs and still lead
 * to the same region. From the vendor's page on domains and its SDK.
 */
export const domains: Readonly<Record<string, readonly string[]>> = {
  eu1: ['eu1.coralogix.com', 'coralogix.com'],
  eu2: ['eu2.coralogix.com'],
  us1: ['us1.coralogix.com', 'coralogix.us'],
  us2: ['us2.coralogix.com', 'cx498.coralogix.com', 'cx498-aws-us-west-2.coralogix.com'],
  us3: ['us3.coralogix.com'],
  ap1: ['ap1.coralogix.com', 'coralogix.in', 'app.coralogix.in'],
  ap2: ['ap2.coralogix.com', 'coralogixsg.com'],
  ap3: ['ap3.coralogix.com'],
  gov1: ['gov1.coralogixgov.us'],
}
