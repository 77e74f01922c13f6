import { useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { call, get, post, ProblemError, setCsrfToken } from "@common/api";
import { setPlace } from "@common/format";
import { chooseLanguage } from "@common/i18n";
import { forgetDrafts } from "../data/drafts";
import { forgetVisits } from "../shell/recent";

export interface Session {
  user: { id: string; name: string; login: string; language?: string; zone?: string };
  roles: string[];
  technician?: string | null;
  tenant?: { name: string; currency?: string };
  csrf: string;
  /// Where the log of changes stood when the session was read.
  position?: number;
}

/// null = nobody is signed in; an error = the hub cannot say.
export function useSession() {
  return useQuery<Session | null>({
    queryKey: ["session"],
    queryFn: loadSession,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

async function loadSession(): Promise<Session | null> {
  try {
    return await enter(await get<Session>("/api/session/"));
  } catch (error) {
    if (error instanceof ProblemError && error.status === 401) return null;
    throw error;
  }
}

async function enter(session: Session): Promise<Session> {
  setCsrfToken(session.csrf);
  const language = session.user.language || navigator.language;
  setPlace(language, session.user.zone);
  await chooseLanguage(language);
  return session;
}

export async function signIn(client: QueryClient, login: string, password: string): Promise<void> {
  const session = await enter(await post<Session>("/api/session/", { login, password }));
  become(client, session);
}

/// The session's own query stays alive, because the pages watch it; everything the other user saw goes.
function become(client: QueryClient, session: Session | null): void {
  client.setQueryData(["session"], session);
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== "session" });
}

export function useSignOut() {
  const client = useQueryClient();
  return async () => {
    await call("DELETE", "/api/session/");
    setCsrfToken("");
    forgetVisits();
    forgetDrafts();
    become(client, null);
  };
}

/// A session that ended on the server (expired, ended by an administrator) ends here too.
export function watchForSignOut(client: QueryClient): void {
  client.getQueryCache().subscribe((event) => {
    const error = event.type === "updated" && event.action.type === "error" ? event.action.error : undefined;
    if (error instanceof ProblemError && error.status === 401) client.setQueryData(["session"], null);
  });
}
