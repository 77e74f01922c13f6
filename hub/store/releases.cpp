#include "hub/store/releases.hpp"

#include <cstdlib>

#include "hub/store/impl/layout.hpp"

namespace hub::store {
namespace {

struct Life {
  std::int64_t begun = 0, seen = 0;  // microseconds
};

/// "<begun> <seen>"
Life life_of(const std::string& text) {
  Life life;
  char* end = nullptr;
  life.begun = std::strtoll(text.c_str(), &end, 10);
  life.seen = std::strtoll(end, nullptr, 10);
  return life;
}

}  // namespace

Releases::Releases(const Catalogue& catalogue) : key_("release " + impl::layout_of(catalogue)) {}

void Releases::tell(Connection& connection, common::Instant now) const {
  auto seen = std::to_string(common::to_micros(now));
  connection.execute(
      "INSERT INTO hub_state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = "
      "split_part(hub_state.value, ' ', 1) || ' ' || split_part(excluded.value, ' ', 2)",
      {key_, seen + " " + seen});
}

bool Releases::has_newer(Connection& connection, common::Instant now) const {
  Life own;
  std::int64_t newest = 0;
  auto since = common::to_micros(now - lives_for);
  auto& rows = connection.query("SELECT key, value FROM hub_state WHERE key LIKE 'release %'");
  while (rows.step()) {
    auto life = life_of(rows.text(1));
    if (rows.text(0) == key_)
      own = life;
    else if (life.seen >= since)
      newest = std::max(newest, life.begun);
  }
  return newest > own.begun;
}

}  // namespace hub::store
