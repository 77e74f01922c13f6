// How people come in: password, second step, a provider's word; and how they change what they come
// in by.
#include <algorithm>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/log/log.hpp"
#include "common/text/text.hpp"
#include "hub/api/caller.hpp"
#include "hub/identity/http.hpp"
#include "hub/identity/ldap.hpp"
#include "hub/identity/oddity.hpp"
#include "hub/identity/pauses.hpp"
#include "proto/records/admin/user.pb.h"

namespace hub::api {
namespace {

using common::Error;
using common::ErrorCode;
using identity::Attempt;
using identity::check_attempt;
using identity::forget_failures;
using identity::note_failure;
using store::Connection;
using store::Transaction;

constexpr auto challenge_valid_for = std::chrono::minutes(5);

[[noreturn]] void refuse_sign_in() {
  throw Error(ErrorCode::unauthenticated, "login or password is wrong");
}

/// Takes as long as verifying.
void verify_nothing(const std::string& password) {
  static const std::string hash = hash_password("nobody has this password");
  verify_password(hash, password);
}

}  // namespace

struct Sessions::Candidate {
  std::string tenant, user, login, hash, way = "password";
};

namespace {

template <class Candidate>
std::vector<Candidate> find_users(Connection& connection, const std::string& login) {
  std::vector<Candidate> found;
  auto& rows = connection.query(
      "SELECT tenant, id, login, password FROM \"user\" WHERE login__key = ? AND state = 'active' "
      "AND deleted_at IS NULL ORDER BY tenant LIMIT 20",
      {common::text::fold(login)});
  while (rows.step()) found.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3)});
  return found;
}

/// By the directories of the login's domain. Who has a password of ours uses that, and a user's
/// password is shown to nobody but his own company's. A directory that cannot be asked lets nobody
/// in and keeps nobody else out; who is one of its people is told so, with unavailable, rather than
/// that his password is wrong.
template <class Candidate>
std::optional<Candidate> find_in_directories(Store& store, const identity::Identity& known,
                                             const std::vector<Candidate>& users,
                                             const std::string& login,
                                             const std::string& password) {
  for (auto& user : users)
    if (!user.hash.empty()) return std::nullopt;
  auto providers = store.read_result([&](Connection& connection) {
    return identity::directories_for(store, known, connection, login);
  });
  auto& pauses = identity::directory_pauses();
  bool unanswered = false;
  for (auto& provider : providers) {
    auto is_ours = [&](const Candidate& user) { return user.tenant == provider.tenant; };
    if (!users.empty() && std::none_of(users.begin(), users.end(), is_ours)) continue;
    auto directory = provider.tenant + " " + provider.connection + " " + provider.address;
    if (!pauses.may_ask(directory)) {
      unanswered = true;
      continue;
    }
    try {
      auto person = identity::ldap_person(provider, login, password);
      pauses.note_success(directory);
      if (person)
        return Candidate{
            provider.tenant, identity::user_of(store, provider, *person), login, {}, provider.name};
    } catch (const identity::ProviderProblem& problem) {
      common::log::warning(
          "hub/api", "a sign-in by a directory failed",
          {{"tenant", provider.tenant}, {"code", problem.code}, {"why", problem.text.english()}});
      bool silent = problem.code == "unreachable";
      silent ? pauses.note_failure(directory) : pauses.note_success(directory);
      unanswered = unanswered || silent;
    }
  }
  if (unanswered)
    throw Error(ErrorCode::unavailable,
                "the directory that knows your password does not answer; try again in a minute");
  return std::nullopt;
}

}  // namespace

std::optional<Sessions::Candidate> Sessions::find_candidate(const std::string& login,
                                                            const std::string& password,
                                                            const Attempt& attempt) {
  std::vector<Candidate> candidates;
  store_.read([&](Connection& connection) {
    check_attempt(connection, store_.clock().now(), attempt);
    candidates = find_users<Candidate>(connection, login);
  });
  std::optional<Candidate> found;
  for (auto& candidate : candidates)
    if (verify_password(candidate.hash, password)) found = candidate;
  // An unknown login's answer takes as long as a wrong password's, and so does that of a user who
  // has none.
  if (candidates.empty() || candidates[0].hash.empty()) verify_nothing(password);
  if (!found) found = find_in_directories(store_, identity_, candidates, login, password);
  return found;
}

Sessions::Answer Sessions::sign_in(const std::string& login, const std::string& password,
                                   const Peer& peer) {
  Attempt attempt{common::text::fold(login), peer.address};
  auto found = find_candidate(login, password, attempt);
  if (!found) {
    store_.write(store_.system_command("", "sign-in"),
                 [&](Transaction& transaction) { note_failure(transaction, attempt); });
    refuse_sign_in();
  }
  bool has_app = false, needs_app = false;
  store_.read([&](Connection& connection) {
    has_app = identity_.factors.state(connection, found->tenant, found->user).app;
    needs_app = identity::load_policy(connection, found->tenant)
                    .requires_factor(store::load_roles(connection, found->tenant, found->user,
                                                       store_.clock().now()));
  });
  // An app is set up by him who was refused, too: so before that.
  if (!has_app) identity::require_usual(store_, found->tenant, found->user, peer);
  // Wrong passwords are forgotten when all of it was right: else a right one would clear the way
  // for guessing codes.
  if (has_app || needs_app) return make_challenge(*found, !has_app);
  store_.write(store_.system_command("", "sign-in"),
               [&](Transaction& transaction) { forget_failures(transaction, attempt); });
  return begin(found->tenant, found->user, found->way, peer);
}

Sessions::SignedIn Sessions::begin(const std::string& tenant, const std::string& user,
                                   const std::string& way, const Peer& peer) {
  SignedIn signed_in{common::random_token(), {}};
  auto token_hash = common::sha256_hex(signed_in.token);
  store_.write(store_.system_command(tenant, "sign-in"), [&](Transaction& transaction) {
    identity::begin_session(transaction, token_hash, user, way, peer);
  });
  auto caller = find_caller(token_hash, false);
  if (!caller) refuse_sign_in();
  signed_in.caller = std::move(*caller);
  complete(signed_in.caller, peer.address);
  return signed_in;
}

Sessions::Challenge Sessions::make_challenge(const Candidate& user, bool enrols) {
  Challenge challenge{common::random_token(), enrols};
  store_.write(store_.system_command(user.tenant, "sign-in"), [&](Transaction& transaction) {
    auto now = transaction.now();
    transaction.sql().execute("DELETE FROM sign_in_challenge WHERE expires_at < ?",
                              {common::to_micros(now)});
    transaction.sql().execute(
        "INSERT INTO sign_in_challenge (token_hash, tenant, user_id, remote, created_at, "
        "expires_at) VALUES (?, ?, ?, ?, ?, ?)",
        {common::sha256_hex(challenge.token), user.tenant, user.user, user.way,
         common::to_micros(now), common::to_micros(now + challenge_valid_for)});
  });
  return challenge;
}

std::optional<Sessions::Candidate> Sessions::find_challenge(const std::string& challenge) {
  std::optional<Candidate> found;
  store_.read([&](Connection& connection) {
    auto& row = connection.query(
        "SELECT c.tenant, c.user_id, u.login__key, c.remote FROM sign_in_challenge c JOIN \"user\" "
        "u ON u.tenant = c.tenant AND u.id = c.user_id WHERE c.token_hash = ? AND c.secret IS NULL "
        "AND c.expires_at > ?",
        {common::sha256_hex(challenge), common::to_micros(store_.clock().now())});
    while (row.step()) found = Candidate{row.text(0), row.text(1), row.text(2), {}, row.text(3)};
  });
  return found;
}

identity::Factors::Enrolment Sessions::enrol(const std::string& challenge) {
  auto user = find_challenge(challenge);
  if (!user) throw Error(ErrorCode::unauthenticated, "this took too long; sign in again");
  bool has_app = store_.read_result([&](Connection& connection) {
    return identity_.factors.state(connection, user->tenant, user->user).app;
  });
  if (has_app) throw Error(ErrorCode::forbidden, "there is an app already; use its code");
  return identity_.factors.begin(user->tenant, user->user);
}

Sessions::SignedIn Sessions::second_step(const std::string& challenge, const std::string& code,
                                         const std::string& enrolment, const Peer& peer) {
  auto user = find_challenge(challenge);
  if (!user) throw Error(ErrorCode::unauthenticated, "this took too long; sign in again");
  Attempt attempt{user->login, peer.address};
  bool has_app = false;
  store_.read([&](Connection& connection) {
    check_attempt(connection, store_.clock().now(), attempt);
    has_app = identity_.factors.state(connection, user->tenant, user->user).app;
  });
  std::vector<std::string> recovery_codes;
  auto proof = identity::Factors::Proof::none;
  if (has_app)
    store_.write(store_.system_command(user->tenant, "sign-in"), [&](Transaction& transaction) {
      proof = identity_.factors.take(transaction, user->user, code);
    });
  else if (!enrolment.empty()) {
    recovery_codes = identity_.factors.confirm(user->tenant, user->user, enrolment, code);
    proof = identity::Factors::Proof::app;
  }
  bool right = proof != identity::Factors::Proof::none;
  store_.write(store_.system_command("", "sign-in"), [&](Transaction& transaction) {
    if (!right) return note_failure(transaction, attempt);
    forget_failures(transaction, attempt);
    transaction.sql().execute("DELETE FROM sign_in_challenge WHERE token_hash = ?",
                              {common::sha256_hex(challenge)});
  });
  if (!right) throw Error(ErrorCode::unauthenticated, "this code is wrong or was used before");
  auto with = proof == identity::Factors::Proof::app ? " and app" : " and recovery code";
  auto signed_in = begin(user->tenant, user->user, user->way + with, peer);
  signed_in.recovery_codes = std::move(recovery_codes);
  return signed_in;
}

void Sessions::sign_out(const Caller& caller) {
  store_.write(store_.command(caller.actor), [&](Transaction& transaction) {
    transaction.sql().execute("UPDATE session SET expires_at = ? WHERE token_hash = ?",
                              {common::to_micros(transaction.now()), caller.token_hash});
  });
  forget();
}

void Sessions::require_password(const Caller& caller, const std::string& password,
                                const std::string& field) {
  auto& actor = caller.actor;
  std::string login, hash;
  store_.read([&](Connection& connection) {
    auto& row =
        connection.query("SELECT login__key, password FROM \"user\" WHERE tenant = ? AND id = ?",
                         {actor.tenant, actor.user});
    while (row.step()) login = row.text(0), hash = row.text(1);
    check_attempt(connection, store_.clock().now(), {login, actor.address});
  });
  if (hash.empty()) return;
  bool right = verify_password(hash, password);
  store_.write(store_.system_command("", "sign-in"), [&](Transaction& transaction) {
    right ? forget_failures(transaction, {login, actor.address})
          : note_failure(transaction, {login, actor.address});
  });
  if (!right) common::refuse(field, "this is not your password");
}

void Sessions::change_password(const Caller& caller, const std::string& current,
                               const std::string& next) {
  require_password(caller, current, "current");
  check_password_strength(next, "new");
  if (next == current) common::refuse("new", "choose another one than before");
  auto next_hash = hash_password(next);
  auto command = store_.command(caller.actor);
  command.session = caller.session_name();  // the one that the rule lets live
  store_.write(command, [&](Transaction& transaction) {
    auto user = transaction.load<truckroll::admin::User>(caller.actor.user);
    user.set_password(next_hash);
    transaction.name_action("change-password");
    transaction.save_as_system(user);
  });
  forget();
}

}  // namespace hub::api
