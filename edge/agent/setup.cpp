#include "edge/agent/setup.hpp"

#include "edge/agent/trusted_time.hpp"
#include "edge/api/api.hpp"

namespace edge::agent {
namespace {

identity::Enroller::Options options_of(const Settings& settings, const common::Clock& clock) {
  auto time = std::make_shared<TrustedTime>(clock, [] { return std::optional<common::Instant>(); });
  return {settings.hub_url, settings.hub_ca_file, [time] { return time->now(); }};
}

}  // namespace

Setup::Setup(const Settings& settings, const common::Clock& clock, identity::Folder& folder)
    : enroller_(folder, options_of(settings, clock)),
      router_(
          api::make_setup_router(enroller_, settings.web_folder, [this] { is_enrolled_ = true; })),
      server_(
          api::setup_server_options(settings.port),
          [this](const common::http::Request& request) {
            return api::answer_setup_request(router_, request);
          },
          requests_) {}

bool Setup::run(common::asio::Loop& loop) {
  // The reply that says so is on its way first.
  auto timer = loop.every(std::chrono::milliseconds(200), [&] {
    if (is_enrolled_) loop.stop();
  });
  loop.run();
  server_.stop();
  return is_enrolled_;
}

}  // namespace edge::agent
