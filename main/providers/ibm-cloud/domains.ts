/**
 * The domains of each region of IBM Cloud Logs: an instance's ingress is `GUID.ingress.` before the first, or before
 * the second through a private network. From the vendor's page on ingestion endpoints.
 */
export const domains: Readonly<Record<string, readonly string[]>> = {
  'jp-osa': ['jp-osa.logs.cloud.ibm.com', 'private.jp-osa.logs.cloud.ibm.com'],
  'au-syd': ['au-syd.logs.cloud.ibm.com', 'private.au-syd.logs.cloud.ibm.com'],
  'jp-tok': ['jp-tok.logs.cloud.ibm.com', 'private.jp-tok.logs.cloud.ibm.com'],
  'in-che': ['in-che.logs.cloud.ibm.com', 'private.in-che.logs.cloud.ibm.com'],
  'in-mum': ['in-mum.logs.cloud.ibm.com', 'private.in-mum.logs.cloud.ibm.com'],
  'eu-de': ['eu-de.logs.cloud.ibm.com', 'private.eu-de.logs.cloud.ibm.com'],
  'eu-gb': ['eu-gb.logs.cloud.ibm.com', 'private.eu-gb.logs.cloud.ibm.com'],
  'eu-es': ['eu-es.logs.cloud.ibm.com', 'private.eu-es.logs.cloud.ibm.com'],
  'ca-tor': ['ca-tor.logs.cloud.ibm.com', 'private.ca-tor.logs.cloud.ibm.com'],
  'ca-mon': ['ca-mon.logs.cloud.ibm.com', 'private.ca-mon.logs.cloud.ibm.com'],
  'us-south': ['us-south.logs.cloud.ibm.com', 'private.us-south.logs.cloud.ibm.com'],
  'us-east': ['us-east.logs.cloud.ibm.com', 'private.us-east.logs.cloud.ibm.com'],
  'br-sao': ['br-sao.logs.cloud.ibm.com', 'private.br-sao.logs.cloud.ibm.com'],
}
