#include "hub/api/caller.hpp"

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/text.hpp"
#include "common/zone/zone.hpp"
#include "hub/api/sign_in_guard.hpp"
#include "proto/records/admin/user.pb.h"

namespace hub::api {
namespace {

using common::Error;
using common::ErrorCode;
using common::http::Method;
using store::Connection;
using store::Value;

constexpr auto session_length = std::chrono::hours(12);
// An ended session stays for what it tells: from which addresses its user signs in.
constexpr auto ended_kept = std::chrono::days(30);
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
      "NULL ORDER BY tenant LIMIT 20",
      {common::text::fold(login)});
  while (rows.step()) found.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3)});
  return found;
}

}  // namespace

Sessions::SignedIn Sessions::sign_in(const std::string& login, const std::string& password,
                                     const std::string& address) {
  Attempt attempt{common::text::fold(login), address};
  std::vector<Candidate> candidates;
  store_.read([&](Connection& connection) {
    check_attempt(connection, store_.clock().now(), attempt);
    candidates = find_users(connection, login);
  });
  const Candidate* found = nullptr;
  for (auto& candidate : candidates)
    if (verify_password(candidate.hash, password) && candidate.state == "active")
      found = &candidate;
  if (candidates.empty()) verify_password(nobody_hash(), password);
  if (!found) {
    store_.write(store_.system_command("", "sign-in"),
                 [&](store::Transaction& transaction) { note_failure(transaction, attempt); });
    throw Error(ErrorCode::unauthenticated, "login or password is wrong");
  }
  SignedIn signed_in{common::random_token(), {}};
  auto token_hash = common::sha256_hex(signed_in.token);
  store_.write(store_.system_command(found->tenant, "sign-in"),
               [&](store::Transaction& transaction) {
                 auto now = transaction.now();
                 forget_failures(transaction, attempt);
                 transaction.sql().execute("DELETE FROM session WHERE expires_at < ?",
                                           {common::to_micros(now - ended_kept)});
                 transaction.sql().execute(
                     "INSERT INTO session (token_hash, tenant, user_id, csrf, created_at, "
                     "expires_at, address) VALUES (?, ?, ?, ?, ?, ?, ?)",
                     {token_hash, found->tenant, found->user, common::random_token(),
                      common::to_micros(now), common::to_micros(now + session_length), address});
               });
  auto caller = find_session(token_hash);
  if (!caller) throw Error(ErrorCode::unauthenticated, "login or password is wrong");
  signed_in.caller = std::move(*caller);
  signed_in.caller.schema = store_.schema(found->tenant);
  return signed_in;
}

void Sessions::sign_out(const Caller& caller) {
  store_.write(store_.command(caller.actor), [&](store::Transaction& transaction) {
    transaction.sql().execute("UPDATE session SET expires_at = ? WHERE token_hash = ?",
                              {common::to_micros(transaction.now()), caller.token_hash});
  });
  forget();
}

void Sessions::change_password(const Caller& caller, const std::string& current,
                               const std::string& next) {
  auto& actor = caller.actor;
  std::string login, hash;
  store_.read([&](Connection& connection) {
    auto& row =
        connection.query("SELECT login__key, password FROM \"user\" WHERE tenant = ? AND id = ?",
                         {actor.tenant, actor.user});
    while (row.step()) login = row.text(0), hash = row.text(1);
    // Whoever finds a page left open must not guess faster than at the door.
    check_attempt(connection, store_.clock().now(), {login, actor.address});
  });
  if (!verify_password(hash, current)) {
    store_.write(store_.system_command("", "sign-in"), [&](store::Transaction& transaction) {
      note_failure(transaction, {login, actor.address});
    });
    common::refuse("current", "this is not your password");
  }
  check_password_strength(next, "new");
  if (next == current) common::refuse("new", "choose another one than before");
  auto next_hash = hash_password(next);
  auto command = store_.command(actor);
  command.session = caller.session_name();  // the one that the rule lets live
  store_.write(command, [&](store::Transaction& transaction) {
    auto user = transaction.load<truckroll::admin::User>(actor.user);
    user.set_password(next_hash);
    transaction.name_action("change-password");
    transaction.save_as_system(user);
    forget_failures(transaction, {login, actor.address});
  });
  forget();
}

std::optional<Caller> Sessions::find_session(const std::string& token_hash) {
  {
    std::lock_guard lock(mutex_);
    auto known = known_.find(token_hash);
    if (known != known_.end() && known->second.until > std::chrono::steady_clock::now()) {
      auto caller = known->second.caller;
      caller.context.now = store_.clock().now();
      return caller;
    }
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
    try {
      found.actor =
          store::load_actor(connection, store_.tables(), tenant, user, store_.clock().now());
    } catch (const Error& error) {
      if (error.code() == ErrorCode::unauthenticated) return;  // locked or gone since
      throw;
    }
    found.csrf = csrf;
    found.token_hash = token_hash;
    auto zone =
        connection.scalar("SELECT zone FROM \"user\" WHERE tenant = ? AND id = ?", {tenant, user});
    if (auto text = zone ? std::get_if<std::string>(&*zone) : nullptr) found.zone = *text;
    found.context.user = user;
    found.context.technician = found.actor.technician;
    found.context.now = store_.clock().now();
    found.context.today_days = common::zone::local_day(found.context.now, found.zone);
    caller = std::move(found);
  });
  if (caller) {
    std::lock_guard lock(mutex_);
    if (known_.size() > 10000) known_.clear();
    known_[token_hash] = {*caller, std::chrono::steady_clock::now() + known_for};
  }
  return caller;
}

std::size_t body_bytes_max_of(const common::http::Request& request) {
  constexpr std::size_t strangers_bytes_max = 64 << 10, users_bytes_max = 32 << 20;
  auto path = std::string_view(request.target).substr(0, request.target.find('?'));
  // A name or an id never needs percent signs, and with them a path could hide where it leads.
  bool for_strangers = path.find('%') != path.npos;
  for (auto open : {"/api/session", "/api/survey", "/api/setup", "/api/enrol"})
    for_strangers = for_strangers || path.starts_with(open);
  // Whether the cookie names a session is asked before a body is read by anybody.
  return for_strangers || !request.cookie(session_cookie) ? strangers_bytes_max : users_bytes_max;
}

Caller Sessions::caller_of(const common::http::Request& request) {
  auto token = request.cookie(session_cookie);
  if (!token) throw Error(ErrorCode::unauthenticated, "sign in first");
  auto caller = find_session(common::sha256_hex(*token));
  if (!caller) throw Error(ErrorCode::unauthenticated, "the session has ended; sign in again");
  caller->actor.address = request.peer;
  caller->schema = store_.schema(caller->actor.tenant);
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
  now->schema = store_.schema(now->actor.tenant);
  now->actor.cause = caller.actor.cause;
  return now;
}

bool Sessions::depends_on(const std::string& type) {
  return type.rfind("admin.", 0) == 0 || type == "people.Technician" || type == "people.Team";
}

void Sessions::forget() {
  std::lock_guard lock(mutex_);
  known_.clear();
}

}  // namespace hub::api
