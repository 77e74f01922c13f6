#include "common/http/message.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "common/text/bounded_json.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"

namespace common::http {
namespace {

constexpr std::array<std::string_view, 8> method_names{"GET",   "HEAD",   "POST",    "PUT",
                                                       "PATCH", "DELETE", "OPTIONS", "OTHER"};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Takes the part before the next separator off `text`.
std::string_view take_until(std::string_view& text, char separator) {
  auto end = text.find(separator);
  auto part = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  return part;
}

Sentence title_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::bad_input:
      return "Bad input";
    case ErrorCode::unauthenticated:
      return "Sign-in needed";
    case ErrorCode::forbidden:
      return "Not allowed";
    case ErrorCode::not_found:
      return "Not found";
    case ErrorCode::conflict:
      return say("Conflict");
    case ErrorCode::too_large:
      return "Too large";
    case ErrorCode::unavailable:
      return "Not available now";
    case ErrorCode::storage:
      return "Storage failed";
    case ErrorCode::internal:
      return "Internal error";
  }
  return "Internal error";
}

bool is_secret(ErrorCode code) {
  return code == ErrorCode::storage || code == ErrorCode::internal;
}

Sentence detail_of(const Error& error) {
  if (error.code() == ErrorCode::storage)
    return "This could not be stored: the disk may be full or failing. Tell your administrator, "
           "then try again.";
  return is_secret(error.code()) ? Sentence("Something failed on our side.") : error.sentence();
}

}  // namespace

std::string_view method_name(Method method) {
  return method_names[static_cast<std::size_t>(method)];
}

Method method_of(std::string_view name) {
  for (std::size_t i = 0; i + 1 < method_names.size(); ++i)
    if (method_names[i] == name) return static_cast<Method>(i);
  return Method::other;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return lower(x) == lower(y); });
}

void Headers::add(std::string_view name, std::string_view value) {
  fields_.push_back({static_cast<std::uint32_t>(text_.size()),
                     static_cast<std::uint32_t>(name.size()),
                     static_cast<std::uint32_t>(value.size())});
  text_.append(name).append(value);
}

void Headers::set(std::string_view name, std::string_view value) {
  remove(name);
  add(name, value);
}

void Headers::remove(std::string_view unwanted) {
  // The text stays behind in the block; headers live too short for that to matter.
  std::erase_if(fields_, [&](const Field& field) {
    return equal_ignoring_case(std::string_view(text_).substr(field.at, field.name_size), unwanted);
  });
}

std::optional<std::string_view> Headers::find(std::string_view wanted) const {
  for (std::size_t i = 0; i < fields_.size(); ++i)
    if (equal_ignoring_case(name(i), wanted)) return value(i);
  return std::nullopt;
}

bool Headers::has_token(std::string_view wanted, std::string_view token) const {
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (!equal_ignoring_case(name(i), wanted)) continue;
    auto rest = value(i);
    while (!rest.empty())
      if (equal_ignoring_case(trim(take_until(rest, ',')), token)) return true;
  }
  return false;
}

std::string_view Headers::name(std::size_t index) const {
  auto& field = fields_[index];
  return std::string_view(text_).substr(field.at, field.name_size);
}

std::string_view Headers::value(std::size_t index) const {
  auto& field = fields_[index];
  return std::string_view(text_).substr(field.at + field.name_size, field.value_size);
}

void Headers::clear() {
  text_.clear();
  fields_.clear();
}

std::optional<std::string_view> Request::parameter(std::string_view name) const {
  for (auto& [key, value] : query)
    if (key == name) return value;
  return std::nullopt;
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
  for (std::size_t i = 0; i < headers.size(); ++i) {
    if (!equal_ignoring_case(headers.name(i), "cookie")) continue;
    auto rest = headers.value(i);
    while (!rest.empty()) {
      auto value = trim(take_until(rest, ';'));
      if (trim(take_until(value, '=')) != name) continue;
      if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
        value = value.substr(1, value.size() - 2);
      return value;
    }
  }
  return std::nullopt;
}

nlohmann::json Request::json() const {
  return text::parse_bounded_json(body);
}

bool same_origin(const Request& request) {
  auto origin = request.headers.find("origin");
  if (!origin) return true;
  auto host = request.headers.find("host");
  if (!host) return false;
  return equal_ignoring_case(*origin, fmt::format("http{}://{}", request.tls ? "s" : "", *host));
}

Response::Response(int code, std::string text, std::string_view type)
    : status(code), body(std::move(text)) {
  if (body_size() > 0) headers.add("Content-Type", type);
}

std::uint64_t Response::body_size() const {
  if (auto part = std::get_if<FilePart>(&body)) return part->size;
  return text().size();
}

std::string_view Response::text() const {
  if (auto own = std::get_if<std::string>(&body)) return *own;
  auto shared = std::get_if<std::shared_ptr<const std::string>>(&body);
  return shared && *shared ? std::string_view(**shared) : std::string_view{};
}

Response json(const nlohmann::json& value, int status) {
  return json_text(common::told_json_text(value), status);
}

Response json_text(std::string text, int status) {
  return Response(status, std::move(text), "application/json");
}

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::bad_input:
      return 400;
    case ErrorCode::unauthenticated:
      return 401;
    case ErrorCode::forbidden:
      return 403;
    case ErrorCode::not_found:
      return 404;
    case ErrorCode::conflict:
      return 409;
    case ErrorCode::too_large:
      return 413;
    case ErrorCode::unavailable:
      return 503;
    case ErrorCode::storage:
      return 507;
    case ErrorCode::internal:
      return 500;
  }
  return 500;
}

std::string_view reason_of(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 101:
      return "Switching Protocols";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 426:
      return "Upgrade Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 507:
      return "Insufficient Storage";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Status";
  }
}

namespace {

/// What a refusal repeats of what was sent.
constexpr std::size_t told_violations_max = 100, told_field_bytes = 300, told_text_bytes = 4000;

std::string told(const std::string& text, std::size_t bytes_max) {
  return text.size() <= bytes_max ? text : text::to_plain(text, bytes_max) + " \u2026";
}

nlohmann::ordered_json errors_json(const std::vector<Violation>& violations) {
  auto errors = nlohmann::ordered_json::array();
  for (auto& violation : violations) {
    if (errors.size() == told_violations_max) break;
    errors.push_back({{"field", told(violation.field, told_field_bytes)},
                      {"text", told(violation.text.said(), told_text_bytes)}});
  }
  return errors;
}

}  // namespace

Response problem(const Error& error, std::string_view correlation) {
  auto code = error.code();
  nlohmann::ordered_json body;
  body["type"] = fmt::format("urn:truckroll:problem:{}", code_name(code));
  body["title"] = title_of(code).said();
  body["status"] = status_of(code);
  body["detail"] = told(detail_of(error).said(), told_text_bytes);
  body["code"] = code_name(code);
  body["errors"] = nlohmann::ordered_json::array();
  if (!is_secret(code)) body["errors"] = errors_json(error.violations());
  if (!correlation.empty()) body["correlation"] = correlation;
  Response response(status_of(code), common::told_json_text(body), "application/problem+json");
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("Content-Language", std::string(spoken()));
  if (code == ErrorCode::unavailable) response.headers.add("Retry-After", "2");
  return response;
}

void set_cookie(Response& response, std::string_view name, std::string_view value,
                const CookieOptions& options) {
  auto text =
      fmt::format("{}={}; Path={}; SameSite={}", name, value, options.path, options.same_site);
  if (options.max_age_s) text += fmt::format("; Max-Age={}", *options.max_age_s);
  if (options.http_only) text += "; HttpOnly";
  if (options.secure) text += "; Secure";
  response.headers.add("Set-Cookie", text);
}

}  // namespace common::http
