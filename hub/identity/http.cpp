#include "hub/identity/http.hpp"

#include <curl/curl.h>
#include <sys/socket.h>

#include <memory>

#include "common/error/error.hpp"
#include "common/text/json_text.hpp"

namespace hub::identity {
namespace {

constexpr std::size_t answer_bytes_max = 1 << 20;
constexpr long deadline_ms = 10'000;

struct CurlEnd {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};

std::size_t keep(char* bytes, std::size_t size, std::size_t count, void* into) {
  auto& text = *static_cast<std::string*>(into);
  if (text.size() + size * count > answer_bytes_max) return 0;
  text.append(bytes, size * count);
  return size * count;
}

/// Asked once per connection, of the very address: a second look-up cannot lead elsewhere.
curl_socket_t open_public(void*, curlsocktype, curl_sockaddr* address) {
  if (!is_public(text_of(&address->addr))) return CURL_SOCKET_BAD;
  return ::socket(address->family, address->socktype, address->protocol);
}

HttpAnswer ask(const std::string& url, const ProviderPlaces& places, const std::string* form,
               const std::optional<std::pair<std::string, std::string>>& basic,
               const std::string& bearer = {}) {
  std::unique_ptr<CURL, CurlEnd> curl(curl_easy_init());
  if (!curl) throw common::Error(common::ErrorCode::internal, "libcurl does not start");
  HttpAnswer answer;
  char words[CURL_ERROR_SIZE] = "";
  auto set = [&](CURLoption option, auto value) { curl_easy_setopt(curl.get(), option, value); };
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, places.private_allowed ? "http,https" : "https");
  if (!places.private_allowed) {
    set(CURLOPT_OPENSOCKETFUNCTION, &open_public);
    set(CURLOPT_PROXY, "");  // its address would be looked at, not the provider's
  }
  if (!places.ca_file.empty()) set(CURLOPT_CAINFO, places.ca_file.c_str());
  set(CURLOPT_WRITEFUNCTION, &keep);
  set(CURLOPT_WRITEDATA, &answer.body);
  set(CURLOPT_TIMEOUT_MS, deadline_ms);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_ERRORBUFFER, words);
  if (form) set(CURLOPT_POSTFIELDS, form->c_str());
  if (!bearer.empty()) {
    set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BEARER));
    set(CURLOPT_XOAUTH2_BEARER, bearer.c_str());
  }
  if (basic) {
    set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    set(CURLOPT_USERNAME, basic->first.c_str());
    set(CURLOPT_PASSWORD, basic->second.c_str());
  }
  auto code = curl_easy_perform(curl.get());
  if (code != CURLE_OK)
    throw ProviderProblem{
        "unreachable",
        common::say("{}: {}", url, std::string(*words ? words : curl_easy_strerror(code)))};
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

}  // namespace

nlohmann::json HttpAnswer::json() const {
  auto read = common::try_read_json(body);
  if (!read.is_object()) throw ProviderProblem{"invalid", "the provider answered no JSON object"};
  return read;
}

HttpAnswer http_get(const std::string& url, const ProviderPlaces& places,
                    const std::string& bearer) {
  auto answer = ask(url, places, nullptr, std::nullopt, bearer);
  if (answer.status != 200)
    throw ProviderProblem{"unreachable", common::say("{} answered {}", url, answer.status)};
  return answer;
}

HttpAnswer http_post_form(const std::string& url, const ProviderPlaces& places,
                          const std::string& form,
                          const std::optional<std::pair<std::string, std::string>>& basic) {
  return ask(url, places, &form, basic);
}

}  // namespace hub::identity
