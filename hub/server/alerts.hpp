#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "common/config/config.hpp"
#include "hub/api/health.hpp"

namespace hub::server {

/// Tells people that a part of the hub is not well, and more people when it stays so; that it is
/// well again, those who were told. Straight to the mail server or SMS gateway, for the queue in
/// the database may be what is gone. Told by one thread.
class Alerts {
 public:
  struct Level {
    std::vector<std::string> contacts;  ///< mail addresses, and phone numbers that begin with +
    std::chrono::minutes after{0};      ///< that the trouble has lasted
  };
  /// False: it did not leave, and is tried again at the next look.
  using Send = std::function<bool(const std::string& contact, const std::string& subject,
                                  const std::string& text)>;
  Alerts(std::vector<Level> levels, Send send)
      : levels_(std::move(levels)), send_(std::move(send)) {}
  /// What was found just now.
  void look(const api::Health::Report& report, common::Instant now);

 private:
  struct Trouble {
    common::Instant since;
    std::size_t level = 0;                   // the next one to be told
    std::vector<std::string> told, waiting;  // contacts
  };
  bool tell(std::vector<std::string>& waiting, std::vector<std::string>& told,
            const std::string& subject, const std::string& text);

  const std::vector<Level> levels_;
  const Send send_;
  std::map<std::string, Trouble> troubles_;  // by check
};

/// "a@b.example, +4232345678": as they are; without blanks.
std::vector<std::string> contacts_of(const std::string& text);

}  // namespace hub::server
