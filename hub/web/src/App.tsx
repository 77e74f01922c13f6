import { lazy, Suspense } from "react";
import { Navigate, Route, Routes } from "react-router-dom";
import { Delayed } from "@common/components/Delayed";
import { withWords } from "./messages/later";
import { PageSkeleton } from "./shell/PageSkeleton";

const SessionGate = lazy(() => import("./session/SessionGate"));
const SignInPage = lazy(() => import("./session/SignInPage"));
const ForgotPage = lazy(() => import("./session/ForgotPage"));
const ResetPage = lazy(() => import("./session/ResetPage"));
const ConsentPage = lazy(() => import("./account/ConsentPage"));
const AccountPage = lazy(() => import("./account/AccountPage"));
const SecurityPage = lazy(() => import("./account/SecurityPage"));
const AccessPage = lazy(withWords(() => import("./access/AccessPage")));
const ApiVersionsPage = lazy(withWords(() => import("./programs/ApiVersionsPage")));
const AuditPage = lazy(withWords(() => import("./audit/AuditPage")));
const SetupPage = lazy(() => import("./session/SetupPage"));
const SurveyPage = lazy(() => import("./survey/SurveyPage"));
const HomePage = lazy(() => import("./home/HomePage"));
const DispatchPage = lazy(() => import("./dispatch/DispatchPage"));
const DirectoryPage = lazy(() => import("./records/DirectoryPage"));
const ListPage = lazy(() => import("./list/ListPage"));
const RecordPage = lazy(() => import("./records/RecordPage"));
const NewPage = lazy(() => import("./records/NewPage"));
const ImportPage = lazy(() => import("./transfer/ImportPage"));
const ImportRunPage = lazy(() => import("./transfer/ImportRunPage"));
const WorkOrderPage = lazy(() => import("./workorder/WorkOrderPage"));
const StockPage = lazy(() => import("./stock/StockPage"));
const TrialBalancePage = lazy(() => import("./ledger/TrialBalancePage"));
const TypesPage = lazy(withWords(() => import("./builder/TypesPage")));
const BuilderPage = lazy(withWords(() => import("./builder/BuilderPage")));
const SearchPage = lazy(() => import("./search/SearchPage"));
const JobsPage = lazy(withWords(() => import("./jobs/JobsPage")));
const VansPage = lazy(withWords(() => import("./vans/VansPage")));
const ConflictsPage = lazy(withWords(() => import("./conflicts/ConflictsPage")));
const DataQualityPage = lazy(() => import("./quality/DataQualityPage"));
const NotFoundPage = lazy(() => import("./shell/NotFoundPage"));

export function App() {
  return (
    <Suspense fallback={<Delayed><PageSkeleton /></Delayed>}>
      <Routes>
        <Route path="/sign-in" element={<SignInPage />} />
        <Route path="/forgot" element={<ForgotPage />} />
        <Route path="/reset" element={<ResetPage />} />
        <Route path="/oauth/authorize" element={<ConsentPage />} />
        <Route path="/setup" element={<SetupPage />} />
        <Route path="/survey" element={<SurveyPage />} />
        <Route element={<SessionGate />}>
          <Route index element={<HomePage />} />
          <Route path="dispatch" element={<DispatchPage />} />
          <Route path="records" element={<DirectoryPage />} />
          <Route path="records/custom-types" element={<Navigate to="/types" replace />} />
          <Route path="records/custom-types/new" element={<Navigate to="/types/new" replace />} />
          <Route path="types" element={<TypesPage />} />
          <Route path="types/:path" element={<BuilderPage />} />
          <Route path="records/:path" element={<ListPage />} />
          <Route path="records/:path/new" element={<NewPage />} />
          <Route path="records/:path/:id" element={<RecordPage />} />
          <Route path="import/:path" element={<ImportPage />} />
          <Route path="imports/:id" element={<ImportRunPage />} />
          <Route path="work-orders" element={<Navigate to="/records/work-orders" replace />} />
          <Route path="work-orders/:id" element={<WorkOrderPage />} />
          <Route path="stock" element={<StockPage />} />
          <Route path="invoices" element={<ListPage path="invoices" />} />
          <Route path="trial-balance" element={<TrialBalancePage />} />
          <Route path="search" element={<SearchPage />} />
          <Route path="vans" element={<VansPage />} />
          <Route path="conflicts" element={<ConflictsPage />} />
          <Route path="data-quality" element={<DataQualityPage />} />
          <Route path="account" element={<AccountPage />} />
          <Route path="security" element={<SecurityPage />} />
          <Route path="jobs" element={<JobsPage />} />
          <Route path="access" element={<AccessPage />} />
          <Route path="api-versions" element={<ApiVersionsPage />} />
          <Route path="audit" element={<AuditPage />} />
          <Route path="*" element={<NotFoundPage />} />
        </Route>
      </Routes>
    </Suspense>
  );
}
