#pragma once
#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "hub/api/api.hpp"

namespace hub::api {

/// Who has which record open, told to those who have it open too and may read it. Each page says
/// every half minute what it shows; what is silent for longer has gone. Of the hubs on one
/// PostgreSQL each keeps its own people in the table `presence` and reads the others' every second;
/// on SQLite there is one process, and nothing is written. Any thread.
///
/// From the page: {"type": "open", "path": "accounts", "id": …, "editing": true}, {"type":
/// "leave"}. To it, whenever it changes, itself included: {"type": "presence", "path", "id",
/// "users": [{"id", "name", "editing"}]}.
class Presence {
 public:
  using Socket = common::http::WebSocketPointer;
  static constexpr auto silent_max = std::chrono::seconds(75);
  explicit Presence(Hub& hub);
  ~Presence();
  Presence(const Presence&) = delete;
  Presence& operator=(const Presence&) = delete;

  /// A message of the page; what is none is passed over. True when somebody must be told.
  bool receive(const Socket& socket, const Caller& caller, const nlohmann::json& message);
  void leave(const Socket& socket);
  /// Forgets who is silent, learns of other hubs' people, and tells what is new. Blocks.
  void exchange();

 private:
  using Steady = std::chrono::steady_clock;
  using Place = std::tuple<std::string, std::string, std::string>;  // tenant, type, record
  struct Here {
    Caller caller;
    Place place;
    std::string path;
    bool edits = false;
    std::int64_t number = 0;
    Steady::time_point until;
    std::string told;
  };
  struct Person {
    std::string name;
    bool edits = false;
  };
  using People = std::map<Place, std::map<std::string, Person>>;  // by user

  bool may_see(Caller& caller, const Place& place);
  void drop_silent();
  void write_own();
  People read_others();
  void tell(const People& others);
  std::map<Socket, Here> here() const;

  Hub& hub_;
  const std::string name_;  // of this hub in the table
  bool shared_ = false;     // other processes may be on the database
  mutable std::mutex mutex_;
  std::map<Socket, Here> here_;
  std::int64_t numbers_ = 0;
  bool changed_ = false;
  Steady::time_point written_{}, read_{}, told_{};
  People others_;
};

}  // namespace hub::api
