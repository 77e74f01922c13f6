#pragma once
#include "hub/api/api.hpp"
#include "hub/graphql/engine.hpp"

namespace hub::api {

/// GraphQL's face to the API: who asks, and how he writes. `router` has the routes of records.
class GraphqlFace {
 public:
  GraphqlFace(Hub& hub, const common::http::Router& router);
  common::http::Response handle(const Caller& caller, const common::http::Request& request);
  graphql::Engine& engine() { return engine_; }
  /// Without `request` nothing can be written.
  graphql::Asking asking(const Caller& caller, const common::http::Request* request);

 private:
  graphql::Done change(const common::http::Request& request, const graphql::Change& change);

  const common::http::Router& router_;
  graphql::Engine engine_;
};

/// POST and GET /api/graphql/. `router` must outlive the server.
void add_graphql_routes(common::http::Router& router, Hub& hub, GraphqlFace& face);

}  // namespace hub::api
