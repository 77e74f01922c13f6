import { Component, type ReactNode } from "react";
import { Container } from "@mantine/core";
import { ErrorState } from "@common/components/ErrorState";

/// Keeps the shell alive when one page breaks; going elsewhere mounts the next page; trying again loads all anew, because a piece that
/// could not be fetched is not asked for twice.
export class PageGuard extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {};
  static getDerivedStateFromError = (error: unknown) => ({ error });
  override render() {
    if (this.state.error === undefined) return this.props.children;
    return (
      <Container py="xl">
        <ErrorState error={this.state.error} onRetry={() => location.reload()} />
      </Container>
    );
  }
}
