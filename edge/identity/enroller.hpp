#pragma once
#include <functional>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "common/clock/clock.hpp"
#include "common/error/error.hpp"
#include "edge/identity/identity.hpp"

namespace edge::identity {

/// How this van's computer comes to its certificate, and to the next one: with a one-time code of
/// the office the first time, by itself once two thirds of its time are over, and with a code again
/// when it has ended. Asks the hub over HTTPS (`POST /api/enrol/`). Any thread; a call waits for
/// the hub.
class Enroller {
 public:
  struct Options {
    std::string hub;      ///< "https://…"; empty: whoever enrols says it
    std::string ca_file;  ///< who signs the hub's own certificate; empty: the system's authorities
    /// The latest time that can be trusted; a van's clock may be wrong.
    std::function<common::Instant()> now;
  };
  Enroller(Folder& folder, Options options) : folder_(folder), options_(std::move(options)) {}

  enum class State { none, holds, ends_soon, ended };
  struct Status {
    State state = State::none;
    std::string device, hub;
    common::Instant from{}, until{};  ///< of the certificate
    common::Sentence trouble;         ///< of the last attempt to renew; empty when it went well
  };
  Status status() const;

  /// With the code as a person typed it. `hub`: its address, where the settings name none. Throws
  /// bad_input with the field, forbidden for a wrong code, conflict when the code is another
  /// device's than this one, whose records lie here; unavailable when the hub is not reached.
  /// Nothing changes then.
  Identity enrol(const std::string& hub, const std::string& code);

  bool is_renewal_due() const;
  /// Throws as enrol(); the trouble is in the status too.
  void renew();

 private:
  nlohmann::json ask(const std::string& hub, const std::string& path,
                     const nlohmann::json& question) const;
  void note_trouble(common::Sentence text);
  nlohmann::json ask_renewal(const Identity& identity, const common::certificates::Identity& held,
                             const std::string& request) const;

  Folder& folder_;
  Options options_;
  std::mutex one_at_a_time_;
  mutable std::mutex mutex_;  // of trouble_
  common::Sentence trouble_;
};

}  // namespace edge::identity
