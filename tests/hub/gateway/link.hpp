#pragma once
#include "hub/gateway/topics.hpp"
#include "tests/common/mqtt/recorder.hpp"
#include "tests/hub/gateway/world.hpp"
#include "tests/support/broker.hpp"

namespace world {

inline common::mqtt::Options options_for(const common::certificates::IdentityFiles& files,
                                         std::uint16_t port, const std::string& client_id) {
  common::mqtt::Options options;
  options.host = "localhost";
  options.port = port;
  options.tls = common::mqtt::Tls{
      files.authority.string(), files.certificate.string(), files.key.string(), {}};
  options.client_id = client_id;
  options.backoff.base = std::chrono::milliseconds(50);
  return options;
}

/// A van's connection: sends on its own topics and keeps what comes down.
class Link {
 public:
  Link(World& world, support::Broker& broker, const std::string& device);  ///< connects
  ~Link() { client_.stop(); }

  common::mqtt::Accepted send(const std::string& suffix, const std::string& bytes, int qos = 1,
                              bool retain = false) {
    return client_.publish({.topic = make_topic(address_, suffix),
                            .payload = bytes,
                            .qos = qos,
                            .retain = retain,
                            .expiry = {}});
  }
  void send_to(const std::string& topic, const std::string& bytes) {
    client_.publish({.topic = topic, .payload = bytes, .qos = 1, .retain = false, .expiry = {}});
  }
  std::vector<std::string> received(const std::string& suffix) const {
    std::vector<std::string> payloads;
    for (auto& message : recorder_.all<common::mqtt::Message>())
      if (message.topic == make_topic(address_, suffix)) payloads.push_back(message.payload);
    return payloads;
  }
  bool wait_for(const std::string& suffix, std::size_t count = 1,
                std::chrono::milliseconds deadline = std::chrono::seconds(10)) const {
    return support::wait_until([&] { return received(suffix).size() >= count; }, deadline);
  }
  void hello();  ///< and waits for the welcome
  Recorder& recorder() { return recorder_; }
  Topic address_;

 private:
  Recorder recorder_;
  common::mqtt::Client client_;
};

}  // namespace world
