#include "hub/gateway/impl/hub_state.hpp"

namespace hub::gateway::impl {

std::string find_state(store::Connection& sql, const std::string& key) {
  auto value = sql.scalar("SELECT value FROM hub_state WHERE key = ?", {key});
  auto text = value ? std::get_if<std::string>(&*value) : nullptr;
  return text ? *text : std::string();
}

void set_state(store::Connection& sql, const std::string& key, const std::string& value) {
  sql.execute(
      "INSERT INTO hub_state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = "
      "excluded.value",
      {key, value});
}

void drop_state(store::Connection& sql, const std::string& key) {
  sql.execute("DELETE FROM hub_state WHERE key = ?", {key});
}

}  // namespace hub::gateway::impl
