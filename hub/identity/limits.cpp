#include "hub/identity/limits.hpp"

#include <algorithm>
#include <cmath>

namespace hub::identity {
namespace {

constexpr std::size_t buckets_max = 10000;

double filled(double tokens, std::int64_t per_minute, Limits::Time from, Limits::Time to) {
  auto seconds = std::chrono::duration<double>(to - from).count();
  auto most = static_cast<double>(per_minute);
  return std::min(most, tokens + seconds * most / 60);
}

std::chrono::seconds time_for(double tokens, std::int64_t per_minute) {
  return std::chrono::seconds(
      static_cast<std::int64_t>(std::ceil(tokens * 60 / static_cast<double>(per_minute))));
}

}  // namespace

Limits::Verdict Limits::take(const std::string& who, std::int64_t per_minute, Time now) {
  if (per_minute <= 0) return {};
  auto most = static_cast<double>(per_minute);
  std::lock_guard lock(mutex_);
  if (buckets_.size() > buckets_max) forget_full(now);
  auto& bucket = buckets_.try_emplace(who, Bucket{most, now, per_minute}).first->second;
  bucket.tokens = filled(std::min(bucket.tokens, most), per_minute, bucket.at, now);
  bucket.at = now;
  bucket.per_minute = per_minute;
  Verdict verdict;
  verdict.limit = per_minute;
  verdict.passes = bucket.tokens >= 1;
  if (verdict.passes)
    bucket.tokens -= 1;
  else
    verdict.wait = std::max(std::chrono::seconds(1), time_for(1 - bucket.tokens, per_minute));
  verdict.remaining = static_cast<std::int64_t>(bucket.tokens);
  verdict.reset = time_for(most - bucket.tokens, per_minute);
  return verdict;
}

void Limits::forget_full(Time now) {
  std::erase_if(buckets_, [&](auto& entry) {
    auto& bucket = entry.second;
    return filled(bucket.tokens, bucket.per_minute, bucket.at, now) >=
           static_cast<double>(bucket.per_minute);
  });
}

}  // namespace hub::identity
