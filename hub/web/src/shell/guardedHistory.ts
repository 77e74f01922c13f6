import { createPath, UNSAFE_createBrowserHistory as createBrowserHistory, type To } from "react-router-dom";
import { isUnsaved, leave } from "./unsaved";

type BrowserHistory = ReturnType<typeof createBrowserHistory>;

/// The browser's history that asks before what was typed is lost. The library's own way needs its data router, which is a
/// fifteenth of what the first page may weigh.
export function guardedHistory(): BrowserHistory {
  const history = createBrowserHistory({ v5Compat: true });
  const stays = (to: To) => (typeof to === "string" ? to : createPath(to)).split("#")[0] === createPath(history.location).split("#")[0];
  const asked = (to: To, go: () => void) => (stays(to) ? go() : leave(go));
  return Object.assign(Object.create(history) as BrowserHistory, {
    push: (to: To, state?: unknown) => asked(to, () => history.push(to, state)),
    replace: (to: To, state?: unknown) => asked(to, () => history.replace(to, state)),
    // The browser has already gone back when it says so: it is sent forth again until the question is answered.
    listen(tell: Parameters<BrowserHistory["listen"]>[0]) {
      let returning = false;
      let allowed = false;
      return history.listen((update) => {
        const { action, delta } = update;
        if (action === "POP" && returning) {
          returning = false;
          return;
        }
        if (action !== "POP" || allowed || !delta || !isUnsaved()) {
          allowed = false;
          return tell(update);
        }
        returning = true;
        history.go(-delta);
        leave(() => {
          allowed = true;
          history.go(delta);
        });
      });
    },
  });
}
