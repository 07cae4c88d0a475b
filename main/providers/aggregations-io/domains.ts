/** Where metrics are read and where events are sent. From the vendor's Grafana plugin and its documentation. */
export const domains: Readonly<Record<string, readonly string[]>> = {
  global: ['ingest.aggregations.io', 'app.aggregations.io'],
}
