import 'react';

declare module 'react' {
  /** Custom properties used to hand positions to the style sheet. */
  interface CSSProperties {
    '--at'?: number;
    '--clear'?: string;
    '--known'?: number;
    '--maps'?: number;
  }
}
