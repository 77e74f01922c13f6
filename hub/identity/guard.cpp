#include "hub/identity/guard.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/text/json_text.hpp"
#include "hub/domain/workflow/notify.hpp"

namespace hub::identity {
namespace {

using std::chrono::seconds;

constexpr auto blocked_for = std::chrono::hours(1);
// More than anybody mistypes: in an hour from one address.
constexpr std::int64_t attack_failures = 100, attack_logins = 20, attack_logins_failures = 30,
                       attack_addresses = 10;

constexpr auto window = std::chrono::hours(1);
constexpr auto address_known_for = std::chrono::days(30);
constexpr std::int64_t free_of_pair = 5, free_of_many = 50;
constexpr seconds most_at_known{30}, most_of_pair{15 * 60}, most_of_many{60};

/// Doubles with each failure beyond the free ones.
seconds delay_after(std::int64_t failures, std::int64_t free, seconds most) {
  if (failures < free) return seconds{0};
  return std::min(most, seconds{1} * (1 << std::min<std::int64_t>(failures - free, 12)));
}

bool is_known(store::Connection& connection, common::Instant now, const Attempt& attempt) {
  return connection.integer(
             "SELECT count(*) FROM session s JOIN \"user\" u ON u.tenant = s.tenant AND u.id = "
             "s.user_id WHERE u.login__key = ? AND s.address = ? AND s.created_at > ?",
             {attempt.login, attempt.address, common::to_micros(now - address_known_for)}) > 0;
}

struct Failures {
  std::int64_t count = 0;
  common::Instant last;
};

Failures find_failures(store::Connection& connection, common::Instant now, const std::string& where,
                       store::Values values) {
  values.emplace_back(common::to_micros(now - window));
  Failures found;
  auto& row = connection.query(
      "SELECT count(*), max(at) FROM sign_in_failure WHERE " + where + " AND at > ?", values);
  while (row.step()) found = {row.integer(0), common::from_micros(row.integer(1))};
  return found;
}

void require_unblocked(store::Connection& connection, common::Instant now,
                       const std::string& address) {
  auto until =
      connection.integer("SELECT until FROM blocked_address WHERE address = ? AND until > ?",
                         {address, common::to_micros(now)});
  if (until > 0) throw Throttled(std::chrono::ceil<seconds>(common::from_micros(until) - now));
}

struct Guesses {
  std::int64_t all = 0, different = 0;
};

/// Those of the last hour from one address (different logins), or of one login (addresses).
Guesses guesses_of(store::Transaction& transaction, bool by_address, const std::string& value) {
  Guesses result;
  auto& row = transaction.sql().query(
      by_address ? "SELECT count(*), count(DISTINCT login) FROM sign_in_failure WHERE address = ? "
                   "AND at > ?"
                 : "SELECT count(*), count(DISTINCT address) FROM sign_in_failure WHERE login = ? "
                   "AND at > ?",
      {value, common::to_micros(transaction.now() - window)});
  while (row.step()) result = {row.integer(0), row.integer(1)};
  return result;
}

/// Blocks the address when its failures are an attack's.
void recognise(store::Transaction& transaction, const std::string& address) {
  auto now = transaction.now();
  const auto [failures, logins] = guesses_of(transaction, true, address);
  bool many = logins >= attack_logins && failures >= attack_logins_failures;
  if (failures < attack_failures && !many) return;
  transaction.sql().execute("DELETE FROM blocked_address WHERE until <= ?",
                            {common::to_micros(now)});
  bool fresh = transaction.sql().execute(
                   "INSERT INTO blocked_address (address, since, until, failures, logins) VALUES "
                   "(?, ?, ?, ?, ?) ON CONFLICT (address) DO NOTHING",
                   {address, common::to_micros(now), common::to_micros(now + blocked_for), failures,
                    logins}) == 1;
  if (!fresh) return;
  nlohmann::json payload{{"address", address}, {"failures", failures}, {"logins", logins}};
  transaction.enqueue("attack", address + "|" + common::format_instant(now),
                      common::json_text(payload), now);
}

/// One login, guessed from more addresses than one has: the delay of all slows it down already.
void recognise_login(store::Transaction& transaction, const std::string& login) {
  auto now = transaction.now();
  const auto [failures, addresses] = guesses_of(transaction, false, login);
  if (failures < free_of_many || addresses < attack_addresses) return;
  auto hour = std::chrono::floor<std::chrono::hours>(now.time_since_epoch()).count();
  nlohmann::json payload{{"login", login}, {"failures", failures}, {"addresses", addresses}};
  transaction.enqueue("attack", "login|" + login + "|" + std::to_string(hour),
                      common::json_text(payload), now);
}

std::vector<std::string> companies_tried(store::Connection& connection,
                                         const std::string& address) {
  std::vector<std::string> found;
  auto& tried = connection.query(
      "SELECT DISTINCT u.tenant FROM sign_in_failure f JOIN \"user\" u ON u.login__key = f.login "
      "WHERE f.address = ?",
      {address});
  while (tried.step()) found.push_back(tried.text(0));
  if (!found.empty()) return found;
  auto& all =
      connection.query("SELECT id FROM tenant WHERE deleted_at IS NULL AND state = 'active'");
  while (all.step()) found.push_back(all.text(0));
  return found;
}

}  // namespace

Throttled::Throttled(seconds w)
    : Error(common::ErrorCode::unavailable,
            common::say("too many wrong passwords; wait {} s and try again", w.count())),
      wait(w) {}

void check_attempt(store::Connection& connection, common::Instant now, const Attempt& attempt) {
  auto require = [&](const Failures& failures, std::int64_t free, seconds most) {
    auto until = failures.last + delay_after(failures.count, free, most);
    if (failures.count >= free && until > now)
      throw Throttled(std::chrono::ceil<seconds>(until - now));
  };
  bool known = is_known(connection, now, attempt);
  require(
      find_failures(connection, now, "login = ? AND address = ?", {attempt.login, attempt.address}),
      free_of_pair, known ? most_at_known : most_of_pair);
  if (known) return;
  require_unblocked(connection, now, attempt.address);
  require(find_failures(connection, now, "address = ?", {attempt.address}), free_of_many,
          most_of_many);
  require(find_failures(connection, now, "login = ?", {attempt.login}), free_of_many, most_of_many);
}

void note_failure(store::Transaction& transaction, const Attempt& attempt) {
  transaction.sql().execute("DELETE FROM sign_in_failure WHERE at < ?",
                            {common::to_micros(transaction.now() - window)});
  transaction.sql().execute(
      "INSERT INTO sign_in_failure (tenant, login, address, at) VALUES ('', ?, ?, ?)",
      {attempt.login, attempt.address, common::to_micros(transaction.now())});
  // Of a login that nobody has there is no company whose log it could stand in.
  transaction.sql().execute(
      "INSERT INTO sign_in_log (tenant, at, user_id, address, session, action) SELECT "
      "tenant, CAST(? AS BIGINT), id, ?, NULL, 'refused' FROM \"user\" WHERE login__key = ?",
      {common::to_micros(transaction.now()), attempt.address, attempt.login});
  recognise(transaction, attempt.address);
  recognise_login(transaction, attempt.login);
}

void forget_failures(store::Transaction& transaction, const Attempt& attempt) {
  transaction.sql().execute("DELETE FROM sign_in_failure WHERE login = ? AND address = ?",
                            {attempt.login, attempt.address});
}

std::vector<BlockedAddress> list_blocked(store::Connection& connection, common::Instant now) {
  std::vector<BlockedAddress> found;
  auto& rows = connection.query(
      "SELECT address, since, until, failures, logins FROM blocked_address WHERE until > ? ORDER "
      "BY since DESC LIMIT 500",
      {common::to_micros(now)});
  while (rows.step())
    found.push_back({rows.text(0), common::from_micros(rows.integer(1)),
                     common::from_micros(rows.integer(2)), rows.integer(3), rows.integer(4)});
  return found;
}

bool release_address(store::Transaction& transaction, const std::string& address) {
  transaction.sql().execute("DELETE FROM sign_in_failure WHERE address = ?", {address});
  return transaction.sql().execute("DELETE FROM blocked_address WHERE address = ?", {address}) > 0;
}

namespace {

void tell_of_guessed_login(store::Store& store, const nlohmann::json& attack) {
  struct User {
    std::string tenant, id, login;
  };
  std::vector<User> users;
  store.read([&](store::Connection& connection) {
    auto& rows = connection.query(
        "SELECT tenant, id, login FROM \"user\" WHERE login__key = ? AND deleted_at IS NULL",
        {attack.at("login").get<std::string>()});
    while (rows.step()) users.push_back({rows.text(0), rows.text(1), rows.text(2)});
  });
  for (auto& user : users)
    store.write(store.system_command(user.tenant, "attack"), [&](store::Transaction& transaction) {
      domain::workflow::tell_role(
          transaction, "admin", domain::workflow::Notification::CATEGORY_SYSTEM,
          common::say("Somebody guesses the password of {}", user.login),
          common::say("{} wrong passwords from {} addresses within an hour. Each try waits up to a "
                      "minute now; a second factor would make a guessed password useless.",
                      attack.value("failures", 0), attack.value("addresses", 0)),
          "admin.User", user.id, true);
    });
}

}  // namespace

void tell_of_attack(store::Store& store, const std::string& payload) {
  auto attack = common::read_json(payload);
  if (attack.contains("login")) return tell_of_guessed_login(store, attack);
  auto address = attack.value("address", std::string());
  auto companies = store.read_result(
      [&](store::Connection& connection) { return companies_tried(connection, address); });
  for (auto& tenant : companies)
    store.write(store.system_command(tenant, "attack"), [&](store::Transaction& transaction) {
      domain::workflow::tell_role(
          transaction, "admin", domain::workflow::Notification::CATEGORY_SYSTEM,
          common::say("Guessing of passwords from {} was stopped", address),
          common::say("{} wrong passwords for {} logins within an hour. The address is blocked for "
                      "an hour; see Security.",
                      attack.value("failures", 0), attack.value("logins", 0)),
          "admin.Tenant", tenant, true);
    });
}

}  // namespace hub::identity
