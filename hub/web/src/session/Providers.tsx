import { Alert, Button, Divider, Stack } from "@mantine/core";
import { IconAlertTriangle, IconLogin2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router-dom";
import { api } from "../data/api";

interface Provider {
  id: string;
  name: string;
}

const known = ["refused", "expired", "invalid", "unknown_user", "not_allowed", "unreachable"];

/// Other ways in, where the company has set some up; what went wrong on the last of them is said here.
export function Providers({ to }: { to: string }) {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const problem = params.get("problem");
  const query = useQuery({
    queryKey: ["session", "providers"],
    queryFn: () => api.get("/api/session/providers/", {}) as Promise<{ items: Provider[] }>,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const items = query.data?.items ?? [];
  return (
    <>
      {problem && (
        <Alert color="danger" role="alert" icon={<IconAlertTriangle />} mb="md" data-testid="provider-problem">
          {t(`provider.problem.${known.includes(problem) ? problem : "invalid"}`)}
        </Alert>
      )}
      {items.length > 0 && (
        <Stack gap="sm" mt="md">
          <Divider label={t("provider.or")} />
          {items.map(({ id, name }) => (
            <Button
              key={id} component="a" href={`/api/session/oidc/${id}/start?to=${encodeURIComponent(to)}`} variant="default" size="md" fullWidth
              leftSection={<IconLogin2 size={18} aria-hidden />} data-testid={`provider-${id}`}
            >
              {t("provider.with", { name })}
            </Button>
          ))}
        </Stack>
      )}
    </>
  );
}
