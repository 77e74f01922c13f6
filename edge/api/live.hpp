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

namespace edge::api {

/// The open screens: tells them what changed. Collects for a moment, so that a synchronisation of a
/// thousand records is a few messages. Owns one thread; its functions may be called from any.
class Live {
 public:
  struct Asks {
    /// As the holder of the session may see it; asked after each change and every second, sent when
    /// it differs.
    std::function<nlohmann::json(const std::string& session)> status;
    /// Whether a screen with that session is open: a locked one is told its status alone.
    std::function<bool(const std::string& session)> is_open;
  };
  explicit Live(Asks asks);
  ~Live();
  Live(const Live&) = delete;
  Live& operator=(const Live&) = delete;

  common::http::Upgrade upgrade(const common::http::Request& request);
  /// Keys of records, "field.WorkOrder|0192…".
  void note_changed(const std::vector<std::string>& keys);
  /// Sends as it is, at once.
  void send(const nlohmann::json& message);
  /// Sends at once what `make` gives, to each screen in its language.
  void tell(const std::function<nlohmann::json()>& make);
  std::size_t listeners() const;

 private:
  void run();
  void send_changes();
  void send_status();

  struct Screen {
    std::string language, session;
  };
  std::map<common::http::WebSocketPointer, Screen> screens() const;

  Asks asks_;
  mutable std::mutex mutex_;  // guards all but the thread's own
  std::condition_variable wake_;
  std::map<common::http::WebSocketPointer, Screen> sockets_;
  std::set<std::string> changed_;
  bool joined_ = false;
  bool stopping_ = false;
  std::map<std::string, std::string> last_status_;  // of the thread: by session, without the time
  std::thread thread_;
};

}  // namespace edge::api
