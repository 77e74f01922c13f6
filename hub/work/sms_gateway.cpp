#include "hub/work/sms_gateway.hpp"

#include <curl/curl.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "common/text/phone.hpp"

namespace hub::work {
namespace {

constexpr std::size_t answer_bytes_max = 64 << 10, reason_bytes_max = 300;

struct CurlEnd {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};
struct TextEnd {
  void operator()(char* text) const { curl_free(text); }
};

std::size_t keep(char* bytes, std::size_t size, std::size_t count, void* into) {
  auto& text = *static_cast<std::string*>(into);
  if (text.size() + size * count > answer_bytes_max) return 0;
  text.append(bytes, size * count);
  return size * count;
}

std::string field(CURL* curl, const char* name, const std::string& value) {
  std::unique_ptr<char, TextEnd> escaped(
      curl_easy_escape(curl, value.c_str(), static_cast<int>(value.size())));
  return std::string(name) + "=" + (escaped ? escaped.get() : "");
}

/// A field of the answer, if it is JSON that has it as text.
std::string answered(const std::string& answer, const char* name) {
  auto json = common::try_read_json(answer);
  if (!json.is_object() || !json.contains(name) || !json[name].is_string()) return {};
  return json[name].get<std::string>().substr(0, reason_bytes_max);
}

Delivery judge(long status, const std::string& answer) {
  auto code = std::to_string(status);
  if (status >= 200 && status < 300)
    return {Delivery::Kind::sent, "accepted with " + code, answered(answer, "sid")};
  auto words = answered(answer, "message");
  auto reason = (words.empty() ? "the gateway answered" : words) + " (" + code + ")";
  bool ours = status == 401 || status == 403 || status == 408 || status == 429;
  bool refused = status >= 400 && status < 500 && !ours;
  return {refused ? Delivery::Kind::refused : Delivery::Kind::unreachable, reason, {}};
}

}  // namespace

Delivery SmsGateway::send(const std::string& to, const std::string& text) const {
  if (options_.url.empty())
    return {Delivery::Kind::unreachable, "no gateway for text messages is configured", {}};
  if (to.empty() || to != common::text::to_e164(to))
    return {Delivery::Kind::refused, "\"" + to + "\" is not a number such as +423781234567", {}};
  std::unique_ptr<CURL, CurlEnd> curl(curl_easy_init());
  if (!curl) throw common::Error(common::ErrorCode::internal, "libcurl does not start");
  auto form = field(curl.get(), "From", options_.from) + "&" + field(curl.get(), "To", to) + "&" +
              field(curl.get(), "Body", text);
  std::string answer;
  char words[CURL_ERROR_SIZE] = "";
  auto set = [&](CURLoption option, auto value) { curl_easy_setopt(curl.get(), option, value); };
  set(CURLOPT_URL, options_.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_POSTFIELDS, form.c_str());
  set(CURLOPT_WRITEFUNCTION, &keep);
  set(CURLOPT_WRITEDATA, &answer);
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(options_.deadline.count()));
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_ERRORBUFFER, words);
  if (!options_.user.empty()) {
    set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    set(CURLOPT_USERNAME, options_.user.c_str());
    set(CURLOPT_PASSWORD, options_.password.c_str());
  }
  auto code = curl_easy_perform(curl.get());
  if (code != CURLE_OK)
    return {Delivery::Kind::unreachable, *words ? words : curl_easy_strerror(code), {}};
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  return judge(status, answer);
}

}  // namespace hub::work
