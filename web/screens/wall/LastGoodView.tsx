import { Component, type ReactNode } from 'react';

/** Milliseconds before what failed is tried again with what has come meanwhile. */
const AGAIN_MS = 5_000;

/**
 * A part of the wall that shows what it last showed when it cannot be drawn: parts draw what they are handed and
 * nothing else, so that the same again is the same picture.
 */
export class LastGoodView extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  #good: ReactNode = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: unknown): void {
    console.warn('a part of the wall cannot be drawn', error);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.setState({ failed: false }), AGAIN_MS);
  }

  override componentDidMount(): void {
    this.#note();
  }

  override componentDidUpdate(): void {
    this.#note();
  }

  override componentWillUnmount(): void {
    clearTimeout(this.#timer);
  }

  #note(): void {
    if (!this.state.failed) this.#good = this.props.children;
  }

  override render(): ReactNode {
    return this.state.failed ? this.#good : this.props.children;
  }
}
