#pragma once
#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/error/error.hpp"

namespace common::http {

enum class Method { get, head, post, put, patch, delete_, options, other };
std::string_view method_name(Method method);
/// Names are case-sensitive (RFC 9110, section 9.1); what is not listed above is `other`.
Method method_of(std::string_view name);

/// ASCII only, as header names are.
bool equal_ignoring_case(std::string_view a, std::string_view b);

/// Header fields in the order sent; names compare without case. One block of text holds them all,
/// so that a request costs one allocation here and views stay valid until the next add().
class Headers {
 public:
  void add(std::string_view name, std::string_view value);
  /// Removes all of that name, then adds.
  void set(std::string_view name, std::string_view value);
  void remove(std::string_view name);
  /// The first of that name.
  std::optional<std::string_view> find(std::string_view name) const;
  /// True if a comma-separated list under `name` holds `token`, without case.
  bool has_token(std::string_view name, std::string_view token) const;

  std::size_t size() const { return fields_.size(); }
  std::string_view name(std::size_t index) const;
  std::string_view value(std::size_t index) const;
  void clear();

 private:
  struct Field {
    std::uint32_t at, name_size, value_size;
  };
  std::string text_;
  std::vector<Field> fields_;
};

/// Decoded name and value, in the order sent; names may repeat.
using Query = std::vector<std::pair<std::string, std::string>>;

/// What a client asks. Already checked at the door: path and query are decoded, valid UTF-8 without
/// control characters; the path begins with "/", and holds no "." or ".." segment and no "//".
struct Request {
  Method method = Method::get;
  std::string method_text;
  std::string target;  ///< as sent
  std::string path;
  Query query;
  Headers headers;
  std::string body;
  std::string peer;  ///< address of the other end, without port
  bool tls = false;
  std::string client_name;         ///< common name in the client's verified certificate, else empty
  std::string client_fingerprint;  ///< SHA-256 of that certificate as hex, else empty

  /// The first value under that name in the query.
  std::optional<std::string_view> parameter(std::string_view name) const;
  std::optional<std::string_view> cookie(std::string_view name) const;
  /// Body as JSON. Throws Error{bad_input} if it is none.
  nlohmann::json json() const;
};

/// True if the browser's Origin header is absent or names the host asked for.
bool same_origin(const Request& request);

/// Part of a file on disk, read while it is sent.
struct FilePart {
  std::string path;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  bool temporary = false;  ///< of this reply alone: it loses its name before the first byte goes
};

/// What is answered. Content-Length, Date, Connection and the security headers are added when sent.
struct Response {
  int status = 200;
  Headers headers;
  std::variant<std::string, std::shared_ptr<const std::string>, FilePart> body;

  Response() = default;
  explicit Response(int code, std::string text = {},
                    std::string_view type = "text/plain; charset=utf-8");
  std::uint64_t body_size() const;
  /// The body if it is in memory.
  std::string_view text() const;
};

Response json(const nlohmann::json& value, int status = 200);
/// Text that already is JSON.
Response json_text(std::string text, int status = 200);

/// RFC 9457 application/problem+json: type, title, status, detail, code, errors: [{field, text}],
/// correlation. `storage` and `internal` do not tell their text, which belongs into the log under
/// the correlation.
Response problem(const Error& error, std::string_view correlation = {});
int status_of(ErrorCode code);
std::string_view reason_of(int status);

struct CookieOptions {
  std::optional<std::int64_t> max_age_s;  ///< absent: ends with the browser; 0 removes the cookie
  bool http_only = true;
  bool secure = true;
  std::string same_site = "Lax";
  std::string path = "/";
};
void set_cookie(Response& response, std::string_view name, std::string_view value,
                const CookieOptions& options = {});

}  // namespace common::http
