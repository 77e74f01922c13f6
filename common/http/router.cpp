#include "common/http/router.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/http/problem.hpp"

namespace common::http {
namespace {

constexpr std::size_t method_count = static_cast<std::size_t>(Method::other) + 1;

std::string_view without_slashes(std::string_view path) {
  if (!path.empty() && path.front() == '/') path.remove_prefix(1);
  if (!path.empty() && path.back() == '/') path.remove_suffix(1);
  return path;
}

/// Takes the first segment off `rest`.
std::string_view take_segment(std::string_view& rest) {
  auto end = rest.find('/');
  auto segment = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return segment;
}

}  // namespace

struct Router::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> plain;
  /// Patterns may name the same place differently ({id}, {work_order}); each name is a child.
  std::vector<std::pair<std::string, std::unique_ptr<Node>>> placeholders;
  std::array<Handler, method_count> handlers;
  bool has_handler = false;

  Node& child(std::string_view segment) {
    if (segment.size() > 2 && segment.front() == '{' && segment.back() == '}') {
      auto name = segment.substr(1, segment.size() - 2);
      for (auto& [known, node] : placeholders)
        if (known == name) return *node;
      return *placeholders.emplace_back(name, std::make_unique<Node>()).second;
    }
    auto& node = plain[std::string(segment)];
    if (!node) node = std::make_unique<Node>();
    return *node;
  }
};

std::string_view Params::operator[](std::string_view name) const {
  for (auto& [key, value] : values_)
    if (key == name) return value;
  return {};
}

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(Method method, std::string_view pattern, Handler handler,
                 Description description) {
  if (!pattern.starts_with('/'))
    throw Error(ErrorCode::internal, fmt::format("route {} does not begin with a slash", pattern));
  auto* node = root_.get();
  auto rest = without_slashes(pattern);
  while (!rest.empty()) node = &node->child(take_segment(rest));
  auto& place = node->handlers[static_cast<std::size_t>(method)];
  if (place)
    throw Error(ErrorCode::internal,
                fmt::format("route {} {} exists twice", method_name(method), pattern));
  place = std::move(handler);
  node->has_handler = true;
  routes_.push_back({method, std::string(pattern), std::move(description)});
}

void Router::prefix(std::string prefix, Plain handler) {
  prefixes_.emplace_back(std::move(prefix), std::move(handler));
  std::stable_sort(prefixes_.begin(), prefixes_.end(),
                   [](auto& a, auto& b) { return a.first.size() > b.first.size(); });
}

void Router::fallback(Plain handler) {
  fallback_ = std::move(handler);
}

const Router::Node* Router::find(const Node& node, std::string_view rest, Params& params) const {
  if (rest.empty()) return node.has_handler ? &node : nullptr;
  auto segment = take_segment(rest);
  if (auto plain = node.plain.find(segment); plain != node.plain.end())
    if (auto found = find(*plain->second, rest, params)) return found;
  auto depth = params.size();
  for (auto& [name, child] : node.placeholders) {
    params.push(name, segment);
    if (auto found = find(*child, rest, params)) return found;
    params.resize(depth);
  }
  return nullptr;
}

Response Router::refuse_method(const Node& node, const Request& request) const {
  std::string allow;
  for (std::size_t i = 0; i < method_count; ++i) {
    auto method = static_cast<Method>(i);
    bool here = node.handlers[i] || method == Method::options ||
                (method == Method::head && node.handlers[static_cast<std::size_t>(Method::get)]);
    if (here) allow += fmt::format("{}{}", allow.empty() ? "" : ", ", method_name(method));
  }
  auto response = request.method == Method::options ? Response(204) : problem(405);
  response.headers.add("Allow", allow);
  return response;
}

Response Router::handle(const Request& request) const {
  Params params;
  if (auto node = find(*root_, without_slashes(request.path), params)) {
    auto* handler = &node->handlers[static_cast<std::size_t>(request.method)];
    if (!*handler && request.method == Method::head)
      handler = &node->handlers[static_cast<std::size_t>(Method::get)];
    return *handler ? (*handler)(request, params) : refuse_method(*node, request);
  }
  for (auto& [start, handler] : prefixes_)
    if (request.path.starts_with(start)) return handler(request);
  if (fallback_) return fallback_(request);
  throw Error(ErrorCode::not_found, "There is nothing at this address.");
}

}  // namespace common::http
