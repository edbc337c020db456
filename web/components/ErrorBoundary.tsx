import { Component, type ReactNode } from 'react';

/** Catches what a part of the screen throws, so that the rest stays. */
export class ErrorBoundary extends Component<
  { fallback: (reset: () => void, error: unknown) => ReactNode; children: ReactNode },
  { failed: false } | { failed: true; error: unknown }
> {
  override state: { failed: false } | { failed: true; error: unknown } = { failed: false };

  static getDerivedStateFromError(error: unknown): { failed: true; error: unknown } {
    return { failed: true, error };
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
  }

  override render(): ReactNode {
    return this.state.failed
      ? this.props.fallback(() => this.setState({ failed: false }), this.state.error)
      : this.props.children;
  }
}
