import { Alert, Button, Group, List, Skeleton, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Navigate, useLocation } from "react-router-dom";
import { get, post } from "@common/api";
import { problemAdvice } from "@common/problem";
import { AuthFrame } from "../session/AuthFrame";
import { useSession } from "../session/session";
import { scopeText } from "./scopes";

interface Consent {
  client: string;
  scopes: string[];
  redirect_host: string;
  redirect?: string;
}

/// An application asks to act for who is signed in. He sees who asks, for what and where he goes next.
export default function ConsentPage() {
  const { t } = useTranslation();
  const session = useSession();
  const { pathname, search } = useLocation();
  const asked = Object.fromEntries(new URLSearchParams(search));
  const query = useQuery({
    queryKey: ["consent", search],
    queryFn: async ({ signal }) => {
      const answer = await get<Consent>("/api/oauth/consent/", asked, signal);
      if (answer.redirect) window.location.replace(answer.redirect);
      return answer;
    },
    enabled: Boolean(session.data),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const deciding = useMutation({
    mutationFn: (decision: "allow" | "deny") => post<{ redirect: string }>("/api/oauth/consent/", { ...asked, decision }),
    onSuccess: ({ redirect }) => window.location.assign(redirect),
  });
  if (session.data === null) return <Navigate to={`/sign-in?to=${encodeURIComponent(pathname + search)}`} replace />;
  const error = query.error ?? deciding.error;
  return (
    <AuthFrame title={t("consent.title")}>
      {error && <Alert color="danger" role="alert" icon={<IconAlertTriangle />} mb="md" data-testid="consent-error">{problemAdvice(error, t)}</Alert>}
      {!error && (!query.data || query.data.redirect) && <Skeleton h={160} />}
      {query.data && !query.data.redirect && (
        <Stack gap="md" data-testid="consent">
          <Text>{t("consent.asks", { client: query.data.client, user: session.data?.user.name })}</Text>
          <List>{query.data.scopes.map((scope) => <List.Item key={scope}>{scopeText(scope, t)}</List.Item>)}</List>
          <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>{t("consent.next", { host: hostOf(query.data.redirect_host) })}</Text>
          <Group grow>
            <Button variant="default" onClick={() => deciding.mutate("deny")} disabled={deciding.isPending} data-testid="consent-deny">{t("consent.deny")}</Button>
            <Button onClick={() => deciding.mutate("allow")} loading={deciding.isPending} data-testid="consent-allow">{t("consent.allow")}</Button>
          </Group>
        </Stack>
      )}
    </AuthFrame>
  );
}

const hostOf = (address: string): string => {
  try {
    return new URL(address).host || address;
  } catch {
    return address;
  }
};
