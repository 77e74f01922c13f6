#include "common/http/files.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <filesystem>
#include <optional>
#include <utility>

#include "common/http/problem.hpp"

namespace common::http {
namespace {

constexpr std::pair<std::string_view, std::string_view> mime_types[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".geojson", "application/geo+json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".gif", "image/gif"},
    {".webp", "image/webp"},
    {".avif", "image/avif"},
    {".ico", "image/x-icon"},
    {".woff", "font/woff"},
    {".woff2", "font/woff2"},
    {".ttf", "font/ttf"},
    {".otf", "font/otf"},
    {".pbf", "application/x-protobuf"},
    {".mvt", "application/vnd.mapbox-vector-tile"},
    {".wasm", "application/wasm"},
    {".pdf", "application/pdf"},
    {".xml", "application/xml"},
    {".txt", "text/plain; charset=utf-8"},
    {".md", "text/markdown; charset=utf-8"},
    {".csv", "text/csv; charset=utf-8"},
    {".ics", "text/calendar; charset=utf-8"},
    {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {".zip", "application/zip"},
    {".gz", "application/gzip"},
    {".mp3", "audio/mpeg"},
    {".mp4", "video/mp4"},
    {".webm", "video/webm"},
};

struct Range {
  std::uint64_t offset, size;
};
enum class RangeVerdict { whole, part, unsatisfiable };

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// "bytes=0-99", "bytes=100-", "bytes=-50". Several ranges and other units mean the whole, as
/// allowed.
RangeVerdict read_range(std::string_view text, std::uint64_t total, Range& range) {
  if (!text.starts_with("bytes=") || text.find(',') != std::string_view::npos)
    return RangeVerdict::whole;
  text.remove_prefix(6);
  auto dash = text.find('-');
  if (dash == std::string_view::npos) return RangeVerdict::whole;
  auto first = number(text.substr(0, dash)), last = number(text.substr(dash + 1));
  if (dash == 0) {
    if (!last) return RangeVerdict::whole;
    if (*last == 0 || total == 0) return RangeVerdict::unsatisfiable;
    range.size = std::min(*last, total);
    range.offset = total - range.size;
    return RangeVerdict::part;
  }
  bool open = dash + 1 == text.size();
  if (!first || (!last && !open) || (last && *last < *first)) return RangeVerdict::whole;
  if (*first >= total) return RangeVerdict::unsatisfiable;
  range.offset = *first;
  range.size = (open ? total : std::min(*last + 1, total)) - *first;
  return RangeVerdict::part;
}

std::string http_date(std::time_t seconds) {
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[40];
  // The names are English whatever the locale: the program never sets one for LC_TIME.
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return text;
}

/// Status and headers common to files and bytes; gives the range to send, empty if there is no
/// body.
std::optional<Range> prepare(const Request& request, Response& response, std::uint64_t total,
                             std::string_view etag, std::string_view modified) {
  response.headers.add("Accept-Ranges", "bytes");
  if (!etag.empty()) {
    response.headers.add("ETag", etag);
    if (request.headers.has_token("If-None-Match", etag) ||
        request.headers.has_token("If-None-Match", fmt::format("W/{}", etag))) {
      response.status = 304;
      return std::nullopt;
    }
  }
  Range range{0, total};
  auto wanted = request.headers.find("Range");
  auto condition = request.headers.find("If-Range");
  if (condition && *condition != etag && (modified.empty() || *condition != modified))
    wanted.reset();
  if (!wanted || request.method != Method::get) return range;
  auto verdict = read_range(*wanted, total, range);
  if (verdict == RangeVerdict::whole) return range;
  if (verdict == RangeVerdict::unsatisfiable) {
    response.status = 416;
    response.headers.add("Content-Range", fmt::format("bytes */{}", total));
    return std::nullopt;
  }
  response.status = 206;
  response.headers.add("Content-Range", fmt::format("bytes {}-{}/{}", range.offset,
                                                    range.offset + range.size - 1, total));
  return range;
}

/// Vite names built files "index-DiwrgTda.js": eight or more characters of base64url, of which one
/// is no small letter; "work-order-timeline.js" has none.
bool carries_hash(std::string_view path) {
  if (path.find("assets/") == std::string_view::npos) return false;
  auto name = path.substr(path.rfind('/') + 1);
  auto dot = name.rfind('.');
  if (dot == std::string_view::npos || dot < 9 || name[dot - 9] != '-') return false;
  auto hash = name.substr(dot - 8, 8);
  return std::any_of(hash.begin(), hash.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

constexpr std::string_view for_ever = "public, max-age=31536000, immutable";

}  // namespace

std::string_view mime_type(std::string_view file_name) {
  auto dot = file_name.rfind('.');
  if (dot != std::string_view::npos)
    for (auto& [ending, type] : mime_types)
      if (equal_ignoring_case(file_name.substr(dot), ending)) return type;
  return "application/octet-stream";
}

Response send_file(const Request& request, const std::string& path, std::string_view type,
                   std::string_view cache_control) {
  struct ::stat about {};
  if (::stat(path.c_str(), &about) != 0 || !S_ISREG(about.st_mode))
    throw Error(ErrorCode::not_found, "There is nothing at this address.");
  auto total = static_cast<std::uint64_t>(about.st_size);
  auto etag =
      fmt::format("\"{:x}-{:x}{:08x}\"", total, about.st_mtim.tv_sec, about.st_mtim.tv_nsec);
  auto modified = http_date(about.st_mtim.tv_sec);
  Response response;
  response.headers.add("Cache-Control", cache_control);
  response.headers.add("Last-Modified", modified);
  auto range = prepare(request, response, total, etag, modified);
  if (response.status != 304)
    response.headers.add("Content-Type", type.empty() ? mime_type(path) : type);
  if (range) response.body = FilePart{path, range->offset, range->size};
  return response;
}

Response send_bytes(const Request& request, std::shared_ptr<const std::string> bytes,
                    std::string_view type, std::string_view etag, std::string_view cache_control) {
  Response response;
  response.headers.add("Cache-Control", cache_control);
  auto range = prepare(request, response, bytes->size(), etag, {});
  if (response.status != 304) response.headers.add("Content-Type", type);
  if (!range) return response;
  if (range->size == bytes->size())
    response.body = std::move(bytes);
  else
    response.body = bytes->substr(range->offset, range->size);
  return response;
}

StaticFiles::StaticFiles(Options options) : options_(std::move(options)) {
  // Resolved once, so that each request's file can be compared with it.
  std::error_code error;
  auto real = std::filesystem::weakly_canonical(options_.folder, error);
  if (!error) options_.folder = real.string();
}

Response StaticFiles::operator()(const Request& request) const {
  if (request.method != Method::get && request.method != Method::head) {
    auto refused = problem(405);
    refused.headers.add("Allow", "GET, HEAD");
    return refused;
  }
  auto name = std::string_view(request.path);
  if (name.starts_with(options_.below)) name.remove_prefix(options_.below.size());
  while (name.starts_with('/')) name.remove_prefix(1);
  auto file = std::filesystem::path(options_.folder) / name;
  std::error_code error;
  if (name.empty() || std::filesystem::is_directory(file, error)) file /= "index.html";
  auto last = name.substr(name.rfind('/') + 1);
  bool page = last.find('.') == std::string_view::npos;
  if (!std::filesystem::exists(file, error) && options_.single_page && page)
    file = std::filesystem::path(options_.folder) / "index.html";
  auto real = std::filesystem::canonical(file, error).string();
  if (error || !real.starts_with(options_.folder + "/"))
    throw Error(ErrorCode::not_found, "There is nothing at this address.");
  return send_file(request, real, mime_type(file.string()),
                   carries_hash(request.path) ? for_ever : "no-cache");
}

}  // namespace common::http
