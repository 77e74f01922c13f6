#include "tests/hub/gateway/link.hpp"

#include <CppUTest/TestHarness.h>

namespace world {

Link::Link(World& world, support::Broker& broker, const std::string& device)
    : address_{tenant, device, "", world.load<Device>(device).shard()},
      client_(options_for(broker.device(device), broker.port(), device), recorder_.handler()) {
  client_.subscribe({make_topic(address_, "down/#")});
  client_.start();
  CHECK_TRUE(recorder_.wait_for<common::mqtt::Connected>());
}

void Link::hello() {
  wire::Hello hello;
  hello.set_protocol(1);
  hello.set_epoch(1);
  hello.set_next_sequence(1);
  hello.set_oldest_sequence(1);
  send("up/hello", hello.SerializeAsString());
  CHECK_TRUE(wait_for("down/welcome"));
}

}  // namespace world
