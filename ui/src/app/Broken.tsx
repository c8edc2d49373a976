import { Component, type ReactNode } from "react";
import { Button } from "~/components/Button";
import { Notice } from "~/components/Notice";

/** A screen that fails must say so; a blank window would look like an empty chart. */
export class Broken extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <main style={{ padding: 24, maxWidth: 640 }}>
        <Notice
          tone="danger"
          title="This screen failed"
          actions={
            <Button
              onPress={() => {
                window.location.hash = "#/patients";
                this.setState({ broken: false });
              }}
            >
              Go to patients
            </Button>
          }
        >
          Nothing was lost and nothing on the disk was changed. What it should have shown is not known from here.
        </Notice>
      </main>
    );
  }
}
