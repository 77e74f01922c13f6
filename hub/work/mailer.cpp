#include "hub/work/mailer.hpp"

#include <curl/curl.h>

#include <ctime>
#include <memory>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"

namespace hub::work {
namespace {

constexpr long connect_ms = 10000;
constexpr std::size_t plain_header_max = 200, word_bytes = 39;

struct CurlEnd {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};
struct ListEnd {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct MimeEnd {
  void operator()(curl_mime* mime) const { curl_mime_free(mime); }
};
using List = std::unique_ptr<curl_slist, ListEnd>;

void append(List& list, const std::string& line) {
  auto grown = curl_slist_append(list.get(), line.c_str());
  if (!grown) throw common::Error(common::ErrorCode::internal, "no memory for a mail");
  [[maybe_unused]] auto old = list.release();
  list.reset(grown);
}

/// Line breaks would begin a header of their own, other control characters mean nothing in one.
std::string one_line(const std::string& text) {
  std::string clean;
  for (char c : text) clean += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  return clean;
}

/// RFC 2047: a header that is not short plain ASCII goes as base64 words of at most 64 characters.
std::string header_text(const std::string& text) {
  auto clean = one_line(text);
  bool plain = clean.size() <= plain_header_max && clean.find("=?") == std::string::npos;
  for (char c : clean) plain = plain && static_cast<unsigned char>(c) < 0x80;
  if (plain) return clean;
  std::string out;
  for (std::size_t at = 0; at < clean.size();) {
    auto size = std::min(word_bytes, clean.size() - at);
    auto whole = size;  // no character is cut in two
    while (whole > 0 && at + whole < clean.size() &&
           (static_cast<unsigned char>(clean[at + whole]) & 0xc0) == 0x80)
      --whole;
    if (whole > 0) size = whole;
    out += (out.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") +
           common::to_base64(clean.substr(at, size)) + "?=";
    at += size;
  }
  return out;
}

/// What may stand between angle brackets, in the envelope and in a header.
bool is_bare(const std::string& address) {
  if (address.empty() || address.size() > 254) return false;
  for (char c : address)
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || c == '<' || c == '>') return false;
  return true;
}

std::string date_now() {
  char text[64];
  std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S +0000", &parts);
  return text;
}

void add_part(curl_mime* mime, const std::string& bytes, const std::string& type,
              const std::string& name) {
  auto part = curl_mime_addpart(mime);
  curl_mime_data(part, bytes.data(), bytes.size());
  curl_mime_type(part, type.c_str());
  curl_mime_encoder(part, "base64");
  if (!name.empty()) curl_mime_filename(part, name.c_str());
}

}  // namespace

Mailer::Result Mailer::send(const Mail& mail) const {
  if (options_.url.empty()) return {Result::Kind::unreachable, "no mail server is configured", {}};
  for (auto address : {&mail.from, &mail.to, &mail.message_id})
    if (!is_bare(*address))
      return {Result::Kind::refused, "\"" + one_line(*address) + "\" is not an address", {}};
  std::unique_ptr<CURL, CurlEnd> curl(curl_easy_init());
  if (!curl) throw common::Error(common::ErrorCode::internal, "libcurl does not start");
  List recipients, headers;
  append(recipients, "<" + mail.to + ">");
  for (auto& line :
       {"From: <" + mail.from + ">", "To: <" + mail.to + ">",
        "Subject: " + header_text(mail.subject), "Message-ID: <" + mail.message_id + ">",
        "Date: " + date_now(), std::string("Auto-Submitted: auto-generated")})
    append(headers, line);
  std::unique_ptr<curl_mime, MimeEnd> mime(curl_mime_init(curl.get()));
  add_part(mime.get(), mail.text, "text/plain; charset=utf-8", "");
  for (auto& attachment : mail.attachments)
    add_part(mime.get(), attachment.bytes, one_line(attachment.mime), one_line(attachment.name));
  char words[CURL_ERROR_SIZE] = "";
  auto set = [&](CURLoption option, auto value) { curl_easy_setopt(curl.get(), option, value); };
  set(CURLOPT_URL, options_.url.c_str());
  auto from = "<" + mail.from + ">";
  set(CURLOPT_MAIL_FROM, from.c_str());
  set(CURLOPT_MAIL_RCPT, recipients.get());
  set(CURLOPT_HTTPHEADER, headers.get());
  set(CURLOPT_MIMEPOST, mime.get());
  set(CURLOPT_UPLOAD, 1L);
  auto deadline_ms = static_cast<long>(options_.deadline.count());
  set(CURLOPT_TIMEOUT_MS, deadline_ms);
  set(CURLOPT_CONNECTTIMEOUT_MS, std::min(deadline_ms, connect_ms));
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_ERRORBUFFER, words);
  if (!options_.user.empty()) {
    set(CURLOPT_USERNAME, options_.user.c_str());
    set(CURLOPT_PASSWORD, options_.password.c_str());
    set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  }
  auto code = curl_easy_perform(curl.get());
  if (code == CURLE_OK) return {Result::Kind::sent, "accepted by " + options_.url, mail.message_id};
  long reply = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &reply);
  std::string reason = *words ? words : curl_easy_strerror(code);
  if (reply >= 400) reason += " (" + std::to_string(reply) + ")";
  // A wrong password is ours to mend, not the recipient's fault.
  bool refused = reply >= 500 && code != CURLE_LOGIN_DENIED;
  return {refused ? Result::Kind::refused : Result::Kind::unreachable, reason, {}};
}

}  // namespace hub::work
