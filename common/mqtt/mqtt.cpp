#include "common/mqtt/mqtt.hpp"

#include "common/mqtt/impl/worker.hpp"

namespace common::mqtt {

Client::Client(Options options, Handler handler)
    : worker_(std::make_unique<Worker>(std::move(options), std::move(handler))) {}

Client::~Client() = default;

void Client::subscribe(std::vector<std::string> topics) {
  worker_->subscribe(std::move(topics));
}
void Client::start() {
  worker_->start();
}
void Client::stop() {
  worker_->stop();
}
Accepted Client::publish(Publication publication) {
  return worker_->publish(std::move(publication));
}
void Client::set_eager(bool is_eager) {
  worker_->set_eager(is_eager);
}
void Client::nudge() {
  worker_->nudge();
}
void Client::reconnect() {
  worker_->reconnect();
}
Counters Client::counters() const {
  return worker_->counters();
}

}  // namespace common::mqtt
