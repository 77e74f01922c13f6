#pragma once
#include <mosquitto.h>

#include <functional>
#include <string>
#include <vector>

#include "common/mqtt/impl/tls.hpp"
#include "common/mqtt/mqtt.hpp"

namespace common::mqtt {

/// What libmosquitto calls back with, from inside read_some() and friends.
struct HandleEvents {
  std::function<void(int reason)> connack;
  std::function<void(const std::vector<int>& granted)> suback;
  std::function<void(int message_id, int reason)> puback;
  std::function<void(Message)> message;
};

/// libmosquitto's handle for one attempt to connect. One thread makes, uses and destroys it.
/// Functions that return int give MOSQ_ERR_…; anything but MOSQ_ERR_SUCCESS ends the connection,
/// see why().
class Handle {
 public:
  /// Throws Error{bad_input} for TLS files or a will that cannot be used.
  Handle(const Options& options, HandleEvents events);
  ~Handle();
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  int connect(const Options& options);
  int subscribe(const std::vector<std::string>& topics);
  /// Stores the id by which puback() will name it.
  int publish(const Publication& publication, int* message_id);
  int disconnect();

  int descriptor() const { return mosquitto_socket(handle_); }  ///< -1 when closed
  bool wants_write() const { return mosquitto_want_write(handle_); }
  int read_some();
  int write_some() { return mosquitto_loop_write(handle_, 1); }
  int do_timers() { return mosquitto_loop_misc(handle_); }

  /// Why the connection ended, for people: the broker's reason, the library's last complaint, or
  /// the text of `rc`.
  std::string why(int rc) const;

 private:
  void set_callbacks();

  TlsContext tls_;
  mosquitto* handle_;
  HandleEvents events_;
  int broker_reason_ = 0;
  std::string complaint_;
};

}  // namespace common::mqtt
