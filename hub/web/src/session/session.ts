import { useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { call, get, post, ProblemError, setCsrfToken } from "@common/api";
import { setPlace } from "@common/format";
import { chooseLanguage } from "@common/i18n";
import { forgetDrafts } from "../data/drafts";
import { forgetVisits } from "../shell/recent";

export interface Session {
  user: { id: string; name: string; login: string; language?: string; zone?: string; currency?: string };
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

/// The password was right; a code is still to come, or an app has to be set up first.
export interface Challenge {
  second_step: "code" | "enrol";
  challenge: string;
}

const isChallenge = (answer: Session | Challenge): answer is Challenge => "second_step" in answer;

/// Undefined when one is in.
export async function signIn(client: QueryClient, login: string, password: string): Promise<Challenge | undefined> {
  const answer = await post<Session | Challenge>("/api/session/", { login, password });
  if (isChallenge(answer)) return answer;
  become(client, await enter(answer));
  return undefined;
}

/// Gives recovery codes when an app was set up on the way in; `goIn` then lets the reader in once he has noted them.
export async function secondStep(client: QueryClient, challenge: string, code: string, enrolment?: string) {
  const session = await post<Session & { recovery_codes?: string[] }>("/api/session/second-step/", { challenge, code, ...(enrolment && { enrolment }) });
  const { recovery_codes: codes = [], ...entered } = session;
  const goIn = async () => become(client, await enter(entered));
  if (codes.length === 0) await goIn();
  return { codes, goIn };
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
