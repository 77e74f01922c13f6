#include "tests/support/broker.hpp"

#include <signal.h>

#include <stdexcept>

#include "tests/support/free_port.hpp"
#include "tests/support/tcp.hpp"
#include "tests/support/wait.hpp"

namespace support {

Broker::Broker()
    : folder_(temp_ / "pki", clock_),
      port_(free_port()),
      hub_port_(free_port()),
      feed_port_(free_port()) {
  folder_.init();
  folder_.make_server();
  configuration_ = folder_.write_broker_configuration(
      {.vans = port_, .hubs = hub_port_, .feeds = feed_port_}, BROKER_PLUGIN);
  start();
}

void Broker::start() {
  process_ = ChildProcess({"mosquitto", "-c", configuration_.string()}, temp_ / "broker.log");
  const bool is_up = wait_until([this] {
    return !process_.is_running() ||
           (accepts_connections(port_) && accepts_connections(hub_port_) &&
            accepts_connections(feed_port_));
  });
  if (!is_up || !process_.is_running())
    throw std::runtime_error("the broker does not start: " + log());
}

common::certificates::IdentityFiles Broker::hub() {
  const auto files = folder_.files("hub");
  return std::filesystem::exists(files.certificate) ? files : folder_.make_hub();
}

void Broker::revoke(std::string_view common_name) {
  folder_.revoke(common::certificates::read_file(folder_.files(common_name).certificate));
  process_.send(SIGHUP);
}

std::string Broker::log() const {
  return common::certificates::read_file(temp_ / "broker.log");
}

}  // namespace support
