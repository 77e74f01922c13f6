#pragma once
#include <memory>
#include <string>

#include "common/config/config.hpp"
#include "hub/api/live.hpp"
#include "hub/gateway/gateway.hpp"

namespace hub::server {

/// The hub's link with its vans: gateway, enrolment, and the live dots of the map.
class Vans {
 public:
  /// Throws bad_input for certificates that cannot be used.
  Vans(const common::Config& config, store::Store& store, const store::Access& access,
       api::Live& live);
  ~Vans();
  Vans(const Vans&) = delete;
  Vans& operator=(const Vans&) = delete;

  void start();
  void wake();  ///< changes were sealed; any thread
  /// POST /api/enrol/, and the gateway's figures.
  void add_routes(common::http::Router& router);
  std::string metrics() const;
  bool is_connected() const;  ///< with the broker

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hub::server
