#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "common/http/message.hpp"

namespace common::http {

/// The MIME type by the file name's ending; "application/octet-stream" for an unknown one.
std::string_view mime_type(std::string_view file_name);

/// Answers with a file: ETag, Last-Modified, If-None-Match, one byte range (RFC 9110, section 14),
/// If-Range. Throws Error{not_found} if it is not a regular file that can be read.
/// `type` empty: by the name's ending. Blocks; call on a pool.
Response send_file(const Request& request, const std::string& path, std::string_view type = {},
                   std::string_view cache_control = "no-cache");

/// The same for bytes in memory; `etag` is given with its quotes, empty for none.
Response send_bytes(const Request& request, std::shared_ptr<const std::string> bytes,
                    std::string_view type, std::string_view etag,
                    std::string_view cache_control = "no-cache");

/// Serves a folder, e.g. a built browser application. Files whose name carries a hash below
/// "assets/" may be kept for ever, all others are asked for again. A page address that is no file
/// gets index.html, so that the application's own routes can be opened directly.
class StaticFiles {
 public:
  struct Options {
    std::string folder;
    std::string below = "/";   ///< the part of the path before the file's name
    bool single_page = false;  ///< index.html for page addresses
  };
  explicit StaticFiles(Options options);
  /// GET and HEAD only (else 405). Throws Error{not_found}. Links that lead out of the folder are
  /// not followed.
  Response operator()(const Request& request) const;

 private:
  Options options_;
};

}  // namespace common::http
