#pragma once
#include <chrono>
#include <filesystem>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>

#include "edge/day/van.hpp"

namespace edge::day {

/// Who works in this van today: technicians sign on with their PIN, one of them is at the screen,
/// and signs off again. Works without network. Who is at the screen and the wrong PINs of late are
/// kept in a small file, without names. Any thread; owned by the agent, lives as long as the van.
class SignOn {
 public:
  SignOn(Van& van, std::filesystem::path file);

  /// {people: [{id, name, is_driver, is_signed_on, is_active, asks_pin, has_pin, wait_seconds}]}:
  /// those who are signed on first, then the driver, then by name.
  nlohmann::json people() const;
  /// He is at the screen from now on, and signs on where he is not. Throws bad_input for a wrong
  /// PIN, conflict while he has to wait after several of them, not_found, forbidden for somebody
  /// who does not work here.
  void enter(const std::string& technician, const std::string& pin);
  /// Throws forbidden for somebody without a PIN where others of this van have one.
  void require_pin(const std::string& technician) const;
  /// He works with a phone from now on, and signs on where he is not; who is at the screen stays.
  /// Throws what enter throws, and forbidden for who has no PIN, whatever the company's setting: a
  /// phone leaves the van.
  void enter_by_phone(const std::string& technician, const std::string& pin);
  /// Whether anybody here could use a phone.
  bool has_pins() const;
  /// Throws conflict where he is not signed on.
  void leave(const std::string& technician);
  /// Of who is at the screen. Throws what enter throws, and what is wrong with the new one.
  void change_pin(const std::string& technician, const std::string& old_pin,
                  const std::string& pin);

 private:
  struct Tries {
    int wrong = 0;
    common::Instant last_at{};
  };
  struct Entering;
  Entering find_entering(const std::string& technician) const;
  void sign_on(const Entering& entering);
  std::chrono::seconds wait_of(const std::string& technician) const;
  void check(const std::string& technician, const std::string& pin, const std::string& hash,
             const char* field);
  void read();
  void keep() const;

  Van& van_;
  const std::filesystem::path file_;
  mutable std::mutex mutex_;  // guards the tries and the file; held while a PIN is compared
  mutable std::map<std::string, Tries> tries_;  // by technician
};

}  // namespace edge::day
