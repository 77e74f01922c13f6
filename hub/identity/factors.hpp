#pragma once
#include <string>
#include <vector>

#include "hub/identity/seal.hpp"
#include "hub/store/store.hpp"

namespace hub::identity {

/// The second proof at sign-in: codes of an authenticator app, and recovery codes for who lost it.
/// They stand in the user's record (factors): the app's key sealed, recovery codes as SHA-256 of 80
/// random bits. Any thread; what takes a transaction runs inside the caller's.
class Factors {
 public:
  Factors(store::Store& store, const Seal& seal) : store_(store), seal_(seal) {}

  struct State {
    bool app = false;
    int recovery_codes = 0;  ///< left
  };
  State state(store::Connection& connection, const std::string& tenant, const std::string& user);

  /// What an app is given: shown once, kept sealed until `confirm`, at most ten minutes.
  struct Enrolment {
    std::string challenge;  ///< to be sent back with the first code
    std::string secret;     ///< base32, to be typed where no camera is
    std::string uri;        ///< "otpauth://…", for a QR code
  };
  Enrolment begin(const std::string& tenant, const std::string& user);
  /// The code proves that the app has the key: it counts from now on, instead of an earlier one.
  /// Returns new recovery codes, shown once. Throws bad_input naming `code` or `challenge`.
  std::vector<std::string> confirm(const std::string& tenant, const std::string& user,
                                   const std::string& challenge, const std::string& code);
  /// New ones; those of before count no more. Throws conflict without an app.
  std::vector<std::string> renew_recovery_codes(const std::string& tenant, const std::string& user);
  /// Takes away app and recovery codes; `action` names it in the log.
  void remove(const store::Command& command, const std::string& user, const std::string& action);

  enum class Proof { none, app, recovery };
  /// Uses the code up: the same step of an app, or the same recovery code, is never taken again.
  Proof take(store::Transaction& transaction, const std::string& user, const std::string& code);

 private:
  store::Store& store_;
  const Seal& seal_;
};

}  // namespace hub::identity
