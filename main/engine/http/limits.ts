/** What one server allows itself and its clients. Times in ms. */
export interface HttpLimits {
  /** Open connections over all. 200 machines with a handful each; every system gives a process at least as many files. */
  readonly connections: number
  /** Open connections of one address. No boot client needs more; one that floods then only shuts itself out. */
  readonly connectionsPerIp: number
  /** From the connection, or the first byte of a further request, to the end of its header. */
  readonly headersTimeoutMs: number
  /** How long a connection may rest between requests. Installers fetch hundreds of files, and think in between. */
  readonly keepAliveTimeoutMs: number
  /** How long a machine may take no byte of a transfer before it counts as gone. */
  readonly sendTimeoutMs: number
  /** How long a request may be answered before its connection can have to give way to another. */
  readonly graceMs: number
  /** What a connection has to take at least when there is no room for another, bytes/s on average. */
  readonly leastBytesPerSecond: number
  /** Requests of one connection that may wait for their answers before no more are read. apt sends 10 ahead. */
  readonly pipelined: number
  /** Size of a request's header, bytes. */
  readonly headerBytes: number
}

export const DEFAULT_LIMITS: HttpLimits = {
  connections: 1024,
  connectionsPerIp: 64,
  headersTimeoutMs: 10_000,
  keepAliveTimeoutMs: 30_000,
  sendTimeoutMs: 120_000,
  graceMs: 10_000,
  leastBytesPerSecond: 16 * 1024,
  pipelined: 10,
  headerBytes: 16 * 1024,
}
