#pragma once
#include <array>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/http/message.hpp"

namespace common::http {

/// What the placeholders of a pattern matched, in the order of the path.
class Params {
 public:
  /// Empty if the pattern has no such placeholder.
  std::string_view operator[](std::string_view name) const;
  void push(std::string_view name, std::string_view value) { values_.emplace_back(name, value); }
  void resize(std::size_t size) { values_.resize(size); }
  std::size_t size() const { return values_.size(); }

 private:
  std::vector<std::pair<std::string_view, std::string_view>> values_;
};

/// What a route is for, said where it is added, for who describes the API. Bodies and replies by
/// example: a shape is read off faster than a schema, and the example is shown too.
struct Description {
  struct Parameter {
    std::string name, text;
    bool required = false;
  };
  std::string summary{};  ///< one line; empty: not described
  std::vector<Parameter> query{};
  std::string body{};   ///< JSON that may be sent; empty: nothing, or see takes
  std::string reply{};  ///< JSON as it comes; empty: nothing, or what media_type says
  std::string takes{};  ///< media type of a body that is no JSON
  std::string media_type = "application/json";
  int status = 200;   ///< of the reply
  bool open = false;  ///< anybody may ask
  /// Of a pattern with "{path}", which stands for each record type: what must hold of the type and
  /// of whoever asks, in the words of the describer; none: described elsewhere.
  std::vector<std::string> where{};
  bool gives_record = false;  ///< the reply is the record itself, instead of `reply`
  bool may_go_on = false;     ///< 202 with the same reply while it goes on as a job
};

struct Route {
  Method method;
  std::string pattern;
  Description description;
};

/// Finds the function for a request. Filled before the server starts, then only read: any thread.
///   router.add(Method::get, "/api/work-orders/{id}/", show_work_order);
/// A plain segment goes before a placeholder; a trailing slash makes no difference; HEAD is
/// answered by GET, and OPTIONS with the methods there are, unless added.
class Router {
 public:
  using Handler = std::function<Response(const Request&, const Params&)>;
  using Plain = std::function<Response(const Request&)>;

  Router();
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  /// Throws Error{internal} if that method and pattern exist already or the pattern does not begin
  /// with "/".
  void add(Method method, std::string_view pattern, Handler handler, Description description = {});
  /// In the order added, prefixes apart.
  const std::vector<Route>& routes() const { return routes_; }
  /// Everything below `prefix` ("/tiles/") that no pattern matches. The longest prefix is tried
  /// first.
  void prefix(std::string prefix, Plain handler);
  /// What neither matches; without one that is Error{not_found}.
  void fallback(Plain handler);

  /// Throws Error{not_found}; a path that exists with other methods gives 405 with Allow.
  Response handle(const Request& request) const;
  Response operator()(const Request& request) const { return handle(request); }

 private:
  struct Node;
  const Node* find(const Node& node, std::string_view rest, Params& params) const;
  Response refuse_method(const Node& node, const Request& request) const;

  std::unique_ptr<Node> root_;
  std::vector<Route> routes_;
  std::vector<std::pair<std::string, Plain>> prefixes_;
  Plain fallback_;
};

}  // namespace common::http
