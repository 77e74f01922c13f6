// How a phone comes to trust the van: the one page that is served without TLS.
#include "common/http/problem.hpp"
#include "edge/api/api.hpp"

namespace edge::api {

namespace http = common::http;
using http::Method;
using http::Request;
using http::Response;

namespace {

constexpr std::string_view authority_path = "/truckroll-van.crt";

std::string escaped(const std::string& text) {
  std::string safe;
  for (char c : text)
    if (c == '<')
      safe += "&lt;";
    else if (c == '&')
      safe += "&amp;";
    else if (c == '"')
      safe += "&quot;";
    else
      safe += c;
  return safe;
}

/// "AB12 CD34 …": so that two people can compare it aloud.
std::string in_groups(const std::string& hex) {
  std::string groups;
  for (std::size_t i = 0; i < hex.size(); ++i) {
    if (i > 0 && i % 4 == 0) groups += ' ';
    groups += static_cast<char>(std::toupper(static_cast<unsigned char>(hex[i])));
  }
  return groups;
}

std::string paragraph(const common::Sentence& text) {
  return "<p>" + escaped(text.said()) + "</p>";
}

std::string item(const common::Sentence& text) {
  return "<li>" + escaped(text.said()) + "</li>";
}

std::string make_page(const PhoneAccess& access) {
  using common::say;
  return "<!doctype html><html><head><meta charset=\"utf-8\">"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
         "<title>Truckroll</title><style>body{font:18px/1.5 system-ui,sans-serif;max-width:34em;"
         "margin:0 auto;padding:16px}code{font-size:16px;overflow-wrap:anywhere}a.go{display:block;"
         "padding:16px;margin:16px 0;background:#1e40af;color:#fff;border-radius:4px;"
         "text-align:center}</style></head><body><h1>" +
         escaped(say("This phone and the van").said()) + "</h1>" +
         paragraph(say("The phone has to trust the van's own certificate once. It is good for this "
                       "van alone, and for no other address.")) +
         "<a class=\"go\" href=\"" + std::string(authority_path) + "\">" +
         escaped(say("Fetch the certificate").said()) + "</a><ul>" +
         item(say("Android: open Settings, search for \"CA certificate\", install the file that "
                  "was just fetched.")) +
         item(say("iPhone: open Settings, install the downloaded profile; then General, About, "
                  "Certificate Trust Settings, and switch it on.")) +
         "</ul>" +
         paragraph(say("Before you install it, compare its fingerprint with the one on the van's "
                       "screen:")) +
         "<p><code>" + in_groups(access.fingerprint) + "</code></p><a class=\"go\" href=\"" +
         escaped(access.url) + "/pair\">" + escaped(say("Go on to the van").said()) +
         "</a></body></html>";
}

}  // namespace

Response answer_help_request(const PhoneAccess& access, const Request& request) {
  bool is_read = request.method == Method::get || request.method == Method::head;
  if (is_read && request.path == "/") {
    Response page(200, make_page(access), "text/html; charset=utf-8");
    page.headers.set("Cache-Control", "no-store");
    return page;
  }
  if (is_read && request.path == authority_path) {
    Response file(200, access.authority_pem, "application/x-x509-ca-cert");
    file.headers.set("Content-Disposition", "attachment; filename=\"truckroll-van.crt\"");
    return file;
  }
  return http::problem(404, "not_found", common::say("there is nothing at this address"));
}

}  // namespace edge::api
