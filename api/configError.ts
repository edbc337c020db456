/** A wrong value, told in one line that names the variable. */
export class ConfigError extends Error {}
