import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { startI18n } from "@common/i18n";
import { cssVariables, makeTheme, vanDensity } from "@common/theme";
import { createRoot } from "react-dom/client";
import { queries } from "./agent/queries";
import { App } from "./App";
import { dropOldDrafts } from "./drafts/drafts";
import { EnrolGate } from "./enrol/EnrolGate";
import english from "./messages/en.json";
import { currentSettings, useSettings } from "./settings/settings";
import { PairGate } from "./phones/PairGate";
import "./styles";

const theme = makeTheme(vanDensity);

function Root() {
  const { look } = useSettings();
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      forceColorScheme={look === "auto" ? undefined : look}
    >
      <QueryClientProvider client={queries}>
        <EnrolGate>
          <PairGate>
            <App />
          </PairGate>
        </EnrolGate>
      </QueryClientProvider>
    </MantineProvider>
  );
}

async function start(): Promise<void> {
  const catalogues = { english, load: { de: async () => (await import("./messages/de.json")).default } };
  await startI18n(catalogues, currentSettings().language);
  dropOldDrafts(localStorage, Date.now());
  createRoot(document.getElementById("root")!).render(<Root />);
}

void start();
