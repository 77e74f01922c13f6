import { perDay, type Use } from "./use";

const days = 30;

/// Requests of thirty days as a line of bars; the figures stand beside it.
export function UseLine({ use, label }: { use: Use[]; label: string }) {
  const counts = perDay(use, new Date(), days);
  const most = Math.max(1, ...counts);
  return (
    <svg role="img" aria-label={label} width={days * 4} height={20} viewBox={`0 0 ${days * 4} 20`}>
      {counts.map((count, index) => {
        const height = count === 0 ? 1 : Math.max(2, (count / most) * 20);
        return <rect key={index} x={index * 4} y={20 - height} width={3} height={height} fill="var(--mantine-primary-color-filled)" opacity={count === 0 ? 0.3 : 1} />;
      })}
    </svg>
  );
}
