#pragma once
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "common/http/message.hpp"
#include "hub/records/caller.hpp"
#include "hub/records/password.hpp"
#include "hub/store/actors.hpp"
#include "hub/store/store.hpp"

namespace hub::api {

using common::rules::Actor;
using records::Caller;
using records::check_password_strength;
using records::hash_password;
using records::verify_password;
using store::Store;

/// Sign-in, sessions and who a request comes from. Passwords are kept as Argon2id (RFC 9106)
/// hashes, session tokens as SHA-256 only. Any thread.
class Sessions {
 public:
  explicit Sessions(Store& store) : store_(store) {}

  struct SignedIn {
    std::string token;  ///< for the cookie; stored nowhere
    Caller caller;
  };
  /// Throws unauthenticated for a wrong login or password (it does not tell which), Throttled
  /// after too many tries.
  SignedIn sign_in(const std::string& login, const std::string& password,
                   const std::string& address);
  void sign_out(const Caller& caller);
  /// The caller's own; his other sessions end. Throws bad_input naming `current` when that is
  /// wrong and `new` when it will not do, Throttled after too many tries.
  void change_password(const Caller& caller, const std::string& current, const std::string& next);

  /// Throws unauthenticated without a valid session, forbidden when a write by cookie lacks its
  /// X-CSRF header.
  Caller caller_of(const common::http::Request& request);
  /// Who the session's user is now, and what he may; nothing when the session has ended. For what
  /// outlives a request.
  std::optional<Caller> caller_now(const Caller& caller);
  /// Forget what is known of users and roles; called when one of those records changes.
  void forget();
  /// Whether a change of such records alters who may do what.
  static bool depends_on(const std::string& type);

 private:
  std::optional<Caller> find_session(const std::string& token_hash);

  Store& store_;
  std::mutex mutex_;
  struct Known {
    Caller caller;
    std::chrono::steady_clock::time_point until;
  };
  std::map<std::string, Known> known_;
};

inline constexpr const char* session_cookie = "truckroll_session";

/// How large a request's body may be, by its head: of a stranger no more than he needs to sign in
/// or to answer a survey. Looks at nothing but the request. Any thread.
std::size_t body_bytes_max_of(const common::http::Request& request);

}  // namespace hub::api
