import { lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { unstable_HistoryRouter as HistoryRouter } from "react-router-dom";
import "./mantine";
import "@common/fonts";
import "@common/base.css";
import "./app.css";
import { startI18n, type Catalogue } from "@common/i18n";
import { cssVariables, makeTheme, officeDensity } from "@common/theme";
import { App } from "./App";
import { queryClient } from "./data/client";
import english from "./messages/en.json";
import englishLabels from "./messages/labels.en.json";
import { returnFocus } from "./shell/focusReturn";
import { guardedHistory } from "./shell/guardedHistory";
import { watchForSignOut } from "./session/session";

const Notices = lazy(() => import("./shell/Notices"));
const theme = makeTheme(officeDensity);
watchForSignOut(queryClient);
returnFocus();
const history = guardedHistory();

const german = async (): Promise<Catalogue> => {
  const [messages, labels, helps] = await Promise.all([import("./messages/de.json"), import("../../../proto/labels.de.json"), import("./messages/helps.de.json")]);
  return { ...messages.default, labels: { ...labels.default, ...helps.default } };
};
void startI18n({ english: { ...english, labels: englishLabels }, load: { de: german } }, navigator.language).then(() =>
  createRoot(document.getElementById("root")!).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <Suspense><Notices /></Suspense>
        <QueryClientProvider client={queryClient}>
          <HistoryRouter history={history}>
            <App />
          </HistoryRouter>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  ),
);
