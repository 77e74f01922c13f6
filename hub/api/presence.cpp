#include "hub/api/presence.hpp"

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/log/log.hpp"
#include "common/text/json_text.hpp"

namespace hub::api {
namespace {

using nlohmann::json;
using store::Connection;
using store::Transaction;

constexpr auto written_every = std::chrono::seconds(20), read_every = std::chrono::seconds(1);

std::string text_in(const json& message, const char* name) {
  auto found = message.find(name);
  return found != message.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// Who works here, and when, is no concern of other organisations.
bool is_of_others(const Caller& caller) {
  return caller.actor.has("partner") || caller.actor.has("customer");
}

}  // namespace

Presence::Presence(Hub& hub) : hub_(hub), name_(common::to_hex(common::random_bytes(8))) {
  hub_.store.read(
      [&](Connection& connection) { shared_ = connection.dialect() == store::Dialect::postgres; });
}

Presence::~Presence() {
  here_.clear();
  try {
    if (shared_ && written_ != Steady::time_point()) write_own();
  } catch (const std::exception& error) {
    // They are forgotten by themselves when their time is over.
    common::log::warning("hub/api", "presence is left behind", {{"error", error.what()}});
  }
}

bool Presence::receive(const Socket& socket, const Caller& caller, const json& message) {
  if (!message.is_object()) return false;
  auto type = text_in(message, "type");
  if (type == "leave") {
    leave(socket);
    return true;
  }
  // Programs look at nothing.
  if (type != "open" || !caller.client.empty()) return false;
  auto id = text_in(message, "id");
  auto shown = caller.schema->catalogue.find_path(text_in(message, "path"));
  if (!shown || !common::is_id(id)) return false;
  auto edits = message.find("editing");
  Here now{caller,      {caller.actor.tenant, shown->name, id},
           shown->path, edits != message.end() && *edits == true,
           0,           Steady::now() + silent_max,
           {}};
  if (!may_see(now.caller, now.place)) {
    leave(socket);
    return true;
  }
  std::lock_guard lock(mutex_);
  auto& before = here_[socket];
  bool is_same = before.place == now.place && before.edits == now.edits;
  if (is_same) {
    before.until = now.until;
    return false;
  }
  now.number = ++numbers_;
  before = std::move(now);
  changed_ = true;
  return true;
}

void Presence::leave(const Socket& socket) {
  std::lock_guard lock(mutex_);
  if (here_.erase(socket) > 0) changed_ = true;
}

/// As the caller is now.
bool Presence::may_see(Caller& caller, const Place& place) {
  auto now = hub_.sessions.caller_now(caller);
  if (!now) return false;
  caller = std::move(*now);
  auto type = caller.schema->catalogue.find(std::get<1>(place));
  if (!type) return false;
  return hub_.store.read_result([&](Connection& connection) {
    return hub_.records.find(connection, caller, *type, std::get<2>(place)) != nullptr;
  });
}

std::map<Presence::Socket, Presence::Here> Presence::here() const {
  std::lock_guard lock(mutex_);
  return here_;
}

void Presence::drop_silent() {
  auto now = Steady::now();
  std::lock_guard lock(mutex_);
  if (std::erase_if(here_, [&](auto& one) { return one.second.until < now; }) > 0) changed_ = true;
}

void Presence::exchange() {
  drop_silent();
  bool write = false, is_anybody = false;
  {
    std::lock_guard lock(mutex_);
    is_anybody = !here_.empty();
    write = changed_ || (is_anybody && Steady::now() - written_ > written_every);
    changed_ = false;
  }
  if (shared_ && write) write_own();
  if (!is_anybody || (!write && Steady::now() - told_ < read_every)) return;
  told_ = Steady::now();
  if (shared_ && Steady::now() - read_ > read_every) {
    others_ = read_others();
    read_ = Steady::now();
  }
  tell(others_);
}

void Presence::write_own() {
  auto own = here();
  auto until = common::to_micros(hub_.store.clock().now() + silent_max);
  hub_.store.write(hub_.store.system_command("", "presence"), [&](Transaction& transaction) {
    auto& sql = transaction.sql();
    sql.execute("DELETE FROM presence WHERE hub = ? OR until < ?",
                {name_, common::to_micros(hub_.store.clock().now())});
    for (auto& [socket, one] : own)
      sql.execute(
          "INSERT INTO presence (tenant, hub, socket, type, record, user_id, name, edits, until) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
          {std::get<0>(one.place), name_, one.number, std::get<1>(one.place),
           std::get<2>(one.place), one.caller.actor.user, one.caller.actor.name,
           one.edits ? std::int64_t{1} : std::int64_t{0}, until});
  });
  written_ = Steady::now();
}

Presence::People Presence::read_others() {
  std::set<std::string> tenants;
  for (auto& [socket, one] : here()) tenants.insert(std::get<0>(one.place));
  People people;
  hub_.store.read([&](Connection& connection) {
    for (auto& tenant : tenants) {
      auto& rows = connection.query(
          "SELECT type, record, user_id, name, edits FROM presence WHERE tenant = ? AND hub <> ? "
          "AND until > ?",
          {tenant, name_, common::to_micros(hub_.store.clock().now())});
      while (rows.step()) {
        auto& person = people[{tenant, rows.text(0), rows.text(1)}][rows.text(2)];
        person = {rows.text(3), person.edits || rows.integer(4) == 1};
      }
    }
  });
  return people;
}

void Presence::tell(const People& others) {
  auto own = here();
  auto all = others;
  for (auto& [socket, one] : own) {
    auto& person = all[one.place][one.caller.actor.user];
    person = {one.caller.actor.name, person.edits || one.edits};
  }
  for (auto& [socket, one] : own) {
    json users = json::array();
    for (auto& [id, person] : all[one.place])
      if (id == one.caller.actor.user || !is_of_others(one.caller))
        users.push_back({{"id", id}, {"name", person.name}, {"editing", person.edits}});
    auto text = common::json_text(json{{"type", "presence"},
                                       {"path", one.path},
                                       {"id", std::get<2>(one.place)},
                                       {"users", std::move(users)}});
    if (text == one.told) continue;
    if (!may_see(one.caller, one.place)) {
      leave(socket);
      continue;
    }
    {
      std::lock_guard lock(mutex_);
      auto found = here_.find(socket);
      if (found == here_.end() || found->second.number != one.number) continue;
      found->second.told = text;
    }
    socket->send(std::move(text));
  }
}

}  // namespace hub::api
