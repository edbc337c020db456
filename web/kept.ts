/** Header by which the service worker marks an answer that it had kept: the server was not reached. */
export const KEPT_HEADER = 'X-Guatu-Kept';
