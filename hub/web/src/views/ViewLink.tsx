import { Link } from "react-router-dom";

interface Props {
  to: string;
  label: string;
  count?: string;
  active: boolean;
  testId: string;
  onGo?: () => void;
}

export function ViewLink({ to, label, count, active, testId, onGo }: Props) {
  return (
    <Link to={to} className="view-tab" aria-current={active ? "page" : undefined} onClick={onGo} data-testid={testId}>
      {label}
      {count !== undefined && <span className="view-count figures" data-testid={`${testId}-count`}>{count}</span>}
    </Link>
  );
}
