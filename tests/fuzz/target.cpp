// Targets of requests and what is read from them before anybody is known: any bytes are decoded or
// refused; a path that is taken neither climbs nor hides anything.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "common/http/target.hpp"

namespace {

void require(bool holds, const char* what, const std::string& text) {
  if (holds) return;
  std::fprintf(stderr, "%s: %s\n", what, text.c_str());
  std::abort();
}

void check_path(const std::string& path) {
  require(!path.empty() && path[0] == '/', "a path without root", path);
  require((path + "/").find("/../") == std::string::npos, "a path that climbs", path);
  for (char bad : {'\0', '\\', '\r', '\n'})
    require(path.find(bad) == std::string::npos, "a path with a hidden character", path);
  require(common::http::is_utf8(path), "a path that is no text", path);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  common::http::Request request;
  request.target = text;
  if (common::http::read_target(request) && request.path != "*") {
    check_path(request.path);
    for (auto& [name, value] : request.query)
      require(common::http::is_utf8(name) && common::http::is_utf8(value), "no text", value);
  }
  for (bool plus : {false, true})
    if (auto decoded = common::http::percent_decode(text, plus))
      require(common::http::is_utf8(*decoded), "decoded to no text", text);
  return 0;
}
