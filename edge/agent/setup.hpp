#pragma once
#include <atomic>

#include "common/asio/asio.hpp"
#include "common/http/http.hpp"
#include "edge/agent/settings.hpp"
#include "edge/identity/enroller.hpp"

namespace edge::agent {

/// What runs on a computer that no hub knows yet: the screen that asks for the office's code.
class Setup {
 public:
  Setup(const Settings& settings, const common::Clock& clock, identity::Folder& folder);

  std::uint16_t port() const { return server_.port(); }
  /// Until it is enrolled, true; or the program is asked to end.
  bool run(common::asio::Loop& loop);

 private:
  identity::Enroller enroller_;
  std::atomic<bool> is_enrolled_ = false;
  common::http::Router router_;
  common::asio::Pool requests_{"requests", 2, 32};
  common::http::Server server_;
};

}  // namespace edge::agent
