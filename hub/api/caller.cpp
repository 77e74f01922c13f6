#include "hub/api/caller.hpp"

#include <argon2.h>
#include <date/tz.h>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/text.hpp"

namespace hub::api {
namespace {

using common::Error;
using common::ErrorCode;
using common::http::Method;
using store::Connection;
using store::Value;

constexpr auto session_length = std::chrono::hours(12);
constexpr auto throttle_window = std::chrono::minutes(15);
constexpr std::int64_t failures_per_login = 10, failures_per_address = 50;
constexpr auto known_for = std::chrono::seconds(5);
// What an unknown login is checked against, so that its answer takes as long as a wrong password's.
const std::string& nobody_hash() {
  static const std::string hash = hash_password("nobody has this password");
  return hash;
}

struct Candidate {
  std::string tenant, user, hash, state;
};

std::vector<Candidate> find_users(Connection& connection, const std::string& login) {
  std::vector<Candidate> found;
  auto& rows = connection.query(
      "SELECT tenant, id, password, state FROM \"user\" WHERE login__key = ? AND deleted_at IS "
      "NULL ORDER BY tenant LIMIT 5",
      {common::text::fold(login)});
  while (rows.step()) found.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3)});
  return found;
}

}  // namespace

std::string hash_password(const std::string& password) {
  auto salt = common::random_bytes(16);
  std::string encoded(128, '\0');
  int code = argon2id_hash_encoded(2, 19 * 1024, 1, password.data(), password.size(), salt.data(),
                                   salt.size(), 32, encoded.data(), encoded.size());
  if (code != ARGON2_OK)
    throw Error(ErrorCode::internal,
                std::string("hashing a password: ") + argon2_error_message(code));
  encoded.resize(encoded.find('\0'));
  return encoded;
}

bool verify_password(const std::string& hash, const std::string& password) {
  return !hash.empty() &&
         argon2id_verify(hash.c_str(), password.data(), password.size()) == ARGON2_OK;
}

void check_password_strength(const std::string& password, const std::string& field) {
  if (common::text::length(password) < 10) common::refuse(field, "at least 10 characters");
}

std::int32_t today_in(const std::string& zone, common::Instant now) {
  auto days = [](auto local) {
    return static_cast<std::int32_t>(
        std::chrono::floor<std::chrono::days>(local).time_since_epoch().count());
  };
  if (zone.empty()) return days(now);
  try {
    return days(date::locate_zone(zone)->to_local(now));
  } catch (const std::runtime_error&) {
    return days(now);  // a zone that this system does not know
  }
}

void Sessions::check_throttle(Connection& connection, const std::string& login,
                              const std::string& address) {
  auto since = common::to_micros(store_.clock().now() - throttle_window);
  auto count = [&](const char* column, const std::string& value) {
    return connection.integer(
        std::string("SELECT count(*) FROM sign_in_failure WHERE ") + column + " = ? AND at > ?",
        {value, since});
  };
  if (count("login", login) >= failures_per_login ||
      count("address", address) >= failures_per_address)
    throw Error(ErrorCode::unavailable, "too many wrong passwords; wait 15 minutes and try again");
}

Sessions::SignedIn Sessions::sign_in(const std::string& login, const std::string& password,
                                     const std::string& address) {
  auto folded = common::text::fold(login);
  std::vector<Candidate> candidates;
  store_.read([&](Connection& connection) {
    check_throttle(connection, folded, address);
    candidates = find_users(connection, login);
  });
  const Candidate* found = nullptr;
  for (auto& candidate : candidates)
    if (verify_password(candidate.hash, password) && candidate.state == "active")
      found = &candidate;
  if (candidates.empty()) verify_password(nobody_hash(), password);
  if (!found) {
    store_.write(store_.system_command("", "sign-in"), [&](store::Transaction& transaction) {
      transaction.sql().execute("DELETE FROM sign_in_failure WHERE at < ?",
                                {common::to_micros(transaction.now() - throttle_window)});
      transaction.sql().execute(
          "INSERT INTO sign_in_failure (tenant, login, address, at) VALUES ('', ?, ?, ?)",
          {folded, address, common::to_micros(transaction.now())});
    });
    throw Error(ErrorCode::unauthenticated, "login or password is wrong");
  }
  SignedIn signed_in{common::random_token(), {}};
  auto token_hash = common::sha256_hex(signed_in.token);
  store_.write(store_.system_command(found->tenant, "sign-in"),
               [&](store::Transaction& transaction) {
                 auto now = transaction.now();
                 transaction.sql().execute("DELETE FROM session WHERE expires_at < ?",
                                           {common::to_micros(now)});
                 transaction.sql().execute(
                     "INSERT INTO session (token_hash, tenant, user_id, csrf, created_at, "
                     "expires_at, address) VALUES (?, ?, ?, ?, ?, ?, ?)",
                     {token_hash, found->tenant, found->user, common::random_token(),
                      common::to_micros(now), common::to_micros(now + session_length), address});
               });
  auto caller = find_session(token_hash);
  if (!caller) throw Error(ErrorCode::unauthenticated, "login or password is wrong");
  signed_in.caller = std::move(*caller);
  return signed_in;
}

void Sessions::sign_out(const Caller& caller) {
  store_.write(store_.command(caller.actor), [&](store::Transaction& transaction) {
    transaction.sql().execute("DELETE FROM session WHERE token_hash = ?", {caller.token_hash});
  });
  forget();
}

std::optional<Caller> Sessions::find_session(const std::string& token_hash) {
  {
    std::lock_guard lock(mutex_);
    auto known = known_.find(token_hash);
    if (known != known_.end() && known->second.until > std::chrono::steady_clock::now())
      return known->second.caller;
  }
  std::optional<Caller> caller;
  store_.read([&](Connection& connection) {
    auto& row = connection.query(
        "SELECT tenant, user_id, csrf FROM session WHERE token_hash = ? AND expires_at > ?",
        {token_hash, common::to_micros(store_.clock().now())});
    std::string tenant, user, csrf;
    while (row.step()) tenant = row.text(0), user = row.text(1), csrf = row.text(2);
    if (tenant.empty()) return;
    Caller found;
    found.actor =
        store::load_actor(connection, store_.tables(), tenant, user, store_.clock().now());
    found.csrf = csrf;
    found.token_hash = token_hash;
    auto zone =
        connection.scalar("SELECT zone FROM \"user\" WHERE tenant = ? AND id = ?", {tenant, user});
    if (auto text = zone ? std::get_if<std::string>(&*zone) : nullptr) found.zone = *text;
    found.context.user = user;
    found.context.technician = found.actor.technician;
    found.context.today_days = today_in(found.zone, store_.clock().now());
    caller = std::move(found);
  });
  if (caller) {
    std::lock_guard lock(mutex_);
    if (known_.size() > 10000) known_.clear();
    known_[token_hash] = {*caller, std::chrono::steady_clock::now() + known_for};
  }
  return caller;
}

Caller Sessions::caller_of(const common::http::Request& request) {
  auto token = request.cookie(session_cookie);
  if (!token) throw Error(ErrorCode::unauthenticated, "sign in first");
  auto caller = find_session(common::sha256_hex(*token));
  if (!caller) throw Error(ErrorCode::unauthenticated, "the session has ended; sign in again");
  caller->actor.address = request.peer;
  bool reads = request.method == Method::get || request.method == Method::head ||
               request.method == Method::options;
  if (!reads) {
    auto sent = request.headers.find("X-CSRF");
    if (!sent || !common::equal_secret(*sent, caller->csrf))
      throw Error(ErrorCode::forbidden, "the request lacks its X-CSRF header; reload the page");
  }
  return *caller;
}

std::optional<Caller> Sessions::caller_now(const Caller& caller) {
  auto now = find_session(caller.token_hash);
  if (!now) return std::nullopt;
  now->actor.address = caller.actor.address;
  now->actor.cause = caller.actor.cause;
  return now;
}

void Sessions::forget() {
  std::lock_guard lock(mutex_);
  known_.clear();
}

}  // namespace hub::api
