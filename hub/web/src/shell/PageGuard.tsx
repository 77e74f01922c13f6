import { Component, type ReactNode } from "react";
import { Container } from "@mantine/core";
import { ErrorState } from "@common/components/ErrorState";

/// Keeps the shell alive when one page breaks; going elsewhere or trying again mounts the page anew.
export class PageGuard extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {};
  static getDerivedStateFromError = (error: unknown) => ({ error });
  override render() {
    if (this.state.error === undefined) return this.props.children;
    return (
      <Container py="xl">
        <ErrorState error={this.state.error} onRetry={() => this.setState({ error: undefined })} />
      </Container>
    );
  }
}
