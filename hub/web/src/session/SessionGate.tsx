import { useQueryClient } from "@tanstack/react-query";
import { Container } from "@mantine/core";
import { Navigate, useLocation } from "react-router-dom";
import { Delayed } from "@common/components/Delayed";
import { ErrorState } from "@common/components/ErrorState";
import { useLive } from "../data/live";
import { useCatalogue } from "../data/meta";
import { PageSkeleton } from "../shell/PageSkeleton";
import { Shell } from "../shell/Shell";
import { useSession } from "./session";

/// Nobody passes without a session and the catalogue of types; both are there for every page inside.
export default function SessionGate() {
  const session = useSession();
  const { pathname, search } = useLocation();
  if (session.isPending) return <Delayed><PageSkeleton /></Delayed>;
  if (session.isError) return <Container py="xl"><ErrorState error={session.error} onRetry={session.refetch} /></Container>;
  if (!session.data) {
    const to = pathname === "/" ? "" : `?to=${encodeURIComponent(pathname + search)}`;
    return <Navigate to={`/sign-in${to}`} replace />;
  }
  return <SignedIn position={session.data.position} />;
}

function SignedIn({ position }: { position?: number }) {
  const catalogue = useCatalogue();
  useLive(useQueryClient(), position);
  if (catalogue.isPending) return <Delayed><PageSkeleton /></Delayed>;
  if (catalogue.isError) {
    return <Container py="xl"><ErrorState error={catalogue.error} onRetry={catalogue.refetch} /></Container>;
  }
  return <Shell />;
}
