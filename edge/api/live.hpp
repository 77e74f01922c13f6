#pragma once
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "common/http/http.hpp"
#include "edge/api/sessions.hpp"

namespace edge::api {

/// The open screens: tells them what changed. Collects for a moment, so that a synchronisation of a
/// thousand records is a few messages. Owns one thread; its functions may be called from any.
class Live {
 public:
  struct Asks {
    /// As that visitor may see it; asked after each change and every second, sent when it differs.
    /// Null ends the connection.
    std::function<nlohmann::json(const Visitor& visitor)> status;
    /// Whether he is told of that: a locked screen hears its status alone.
    std::function<bool(const Visitor& visitor, const nlohmann::json& message)> may_hear;
  };
  explicit Live(Asks asks);
  ~Live();
  Live(const Live&) = delete;
  Live& operator=(const Live&) = delete;

  common::http::Upgrade upgrade(const common::http::Request& request, const Visitor& visitor);
  /// Keys of records, "field.WorkOrder|0192…".
  void note_changed(const std::vector<std::string>& keys);
  /// Sends as it is, at once.
  void send(const nlohmann::json& message);
  /// Sends at once what `make` gives to the van's own screens, to each in its language.
  void tell(const std::function<nlohmann::json()>& make);
  std::size_t listeners() const;

 private:
  void run();
  void send_changes();
  void send_status();

  struct Screen {
    std::string language;
    Visitor visitor;
  };
  std::map<common::http::WebSocketPointer, Screen> screens() const;
  bool has_place(const Visitor& visitor) const;

  Asks asks_;
  mutable std::mutex mutex_;  // guards all but the thread's own
  std::condition_variable wake_;
  std::map<common::http::WebSocketPointer, Screen> sockets_;
  std::set<std::string> changed_;
  bool joined_ = false;
  bool stopping_ = false;
  std::map<Visitor, std::string> last_status_;  // of the thread: without the time
  std::thread thread_;
};

}  // namespace edge::api
