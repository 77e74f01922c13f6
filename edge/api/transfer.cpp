#include "edge/api/impl/routes.hpp"

namespace edge::api {

namespace http = common::http;
using http::Method;
using http::Params;
using http::Request;

namespace {

http::Response status_of(transfer::Transfer& transfer) {
  auto status = transfer.status();
  return http::json({{"held_back", status.held_back},
                     {"held_back_bytes", status.held_back_bytes},
                     {"used_bytes", status.used},
                     {"budget_bytes", status.budget},
                     {"released", status.is_released}});
}

}  // namespace

void add_transfer_routes(http::Router& router, transfer::Transfer& transfer) {
  router.add(Method::get, "/api/transfer",
             [&transfer](const Request&, const Params&) { return status_of(transfer); });
  router.add(Method::post, "/api/transfer/release",
             [&transfer](const Request& request, const Params&) {
               require_own_page(request);
               transfer.release();
               return status_of(transfer);
             });
}

}  // namespace edge::api
