#pragma once
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/http/message.hpp"
#include "hub/identity/identity.hpp"
#include "hub/records/caller.hpp"
#include "hub/records/password.hpp"
#include "hub/store/actors.hpp"
#include "hub/store/store.hpp"

namespace hub::api {

using common::rules::Actor;
using identity::Peer;
using identity::Throttled;
using records::Caller;
using records::check_password_strength;
using records::hash_password;
using records::verify_password;
using store::Store;

/// Sign-in, sessions and who a request comes from. Passwords are kept as Argon2id (RFC 9106)
/// hashes, session tokens as SHA-256 only. Any thread.
class Sessions {
 public:
  explicit Sessions(Store& store, identity::Options options = {})
      : store_(store), identity_(store, std::move(options)) {}

  struct SignedIn {
    std::string token;  ///< for the cookie; stored nowhere
    Caller caller;
    std::vector<std::string> recovery_codes{};  ///< when an app was set up on the way
  };
  /// The password was right; a code of the app is still to come, within five minutes.
  struct Challenge {
    std::string token;
    bool enrols = false;  ///< a second factor is required and there is none yet
  };
  using Answer = std::variant<SignedIn, Challenge>;
  /// Throws unauthenticated for a wrong login or password (it does not tell which), Throttled
  /// after too many tries.
  Answer sign_in(const std::string& login, const std::string& password, const Peer& peer);
  /// The app to set up on the way in. Throws unauthenticated when the challenge has expired.
  identity::Factors::Enrolment enrol(const std::string& challenge);
  /// `enrolment` where an app was just set up, else empty. Throws unauthenticated for a wrong code,
  /// Throttled after too many.
  SignedIn second_step(const std::string& challenge, const std::string& code,
                       const std::string& enrolment, const Peer& peer);
  /// Somebody whom a provider vouches for.
  SignedIn begin(const std::string& tenant, const std::string& user, const std::string& way,
                 const Peer& peer);
  void sign_out(const Caller& caller);
  /// Throws bad_input naming `field` unless it is the caller's password, Throttled after too many
  /// tries; whoever finds a page left open must not guess faster than at the door. A user without
  /// a password has none to give.
  void require_password(const Caller& caller, const std::string& password,
                        const std::string& field);
  /// The caller's own; his other sessions end. Throws bad_input naming `current` when that is
  /// wrong and `new` when it will not do, Throttled after too many tries.
  void change_password(const Caller& caller, const std::string& current, const std::string& next);

  /// By session cookie or bearer token. Throws unauthenticated without a valid one, forbidden when
  /// a write by cookie lacks its X-CSRF header.
  Caller caller_of(const common::http::Request& request);
  /// Who the session's user is now, and what he may; nothing when the session has ended. For what
  /// outlives a request.
  std::optional<Caller> caller_now(const Caller& caller);
  /// Forget what is known of users and roles; called when one of those records changes.
  void forget();
  /// Whether a change of such records alters who may do what.
  static bool depends_on(const std::string& type);
  identity::Identity& identity() { return identity_; }

 private:
  struct Candidate;
  std::optional<Candidate> find_candidate(const std::string& login, const std::string& password,
                                          const identity::Attempt& attempt);
  Challenge make_challenge(const Candidate& user, bool enrols);
  std::optional<Candidate> find_challenge(const std::string& challenge);
  std::optional<Caller> find_caller(const std::string& token_hash, bool bearer);
  std::optional<Caller> load_session(store::Connection& connection, const std::string& token_hash);
  std::optional<Caller> load_bearer(store::Connection& connection, const std::string& token_hash);
  std::optional<Caller> load_caller(store::Connection& connection, const std::string& tenant,
                                    const std::string& user);
  /// Puts in what changes from request to request: the company's schema, and what is granted in
  /// these circumstances.
  void complete(Caller& caller, const std::string& address);
  void note_seen(const Caller& caller);

  Store& store_;
  identity::Identity identity_;
  std::mutex mutex_;
  struct Known {
    Caller caller;
    std::chrono::steady_clock::time_point until;
  };
  std::map<std::string, Known> known_;
  std::map<std::string, common::Instant> seen_;  // when that was last noted
};

inline constexpr const char* session_cookie = "truckroll_session";
/// What follows "Bearer " in the header Authorization (RFC 6750); empty without.
std::string_view bearer_of(const common::http::Request& request);

/// How large a request's body may be, by its head: of a stranger no more than he needs to sign in
/// or to answer a survey. Looks at nothing but the request. Any thread.
std::size_t body_bytes_max_of(const common::http::Request& request);

}  // namespace hub::api
