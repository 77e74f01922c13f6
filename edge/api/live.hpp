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
  /// `status` is asked after each change and every second; it is sent when it differs.
  explicit Live(std::function<nlohmann::json()> status);
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

  std::function<nlohmann::json()> status_;
  mutable std::mutex mutex_;  // guards all but the thread's own
  std::condition_variable wake_;
  std::map<common::http::WebSocketPointer, std::string> sockets_;  // and what each speaks
  std::set<std::string> changed_;
  bool joined_ = false;
  bool stopping_ = false;
  std::string last_status_;  // of the thread: without the time
  std::thread thread_;
};

}  // namespace edge::api
