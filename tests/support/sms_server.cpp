#include "tests/support/sms_server.hpp"

namespace support {
namespace {

/// One field of a form (application/x-www-form-urlencoded), decoded.
std::string field(const std::string& form, const std::string& name) {
  auto at = ("&" + form).find("&" + name + "=");
  if (at == std::string::npos) return {};
  at += name.size() + 1;
  std::string text;
  for (; at < form.size() && form[at] != '&'; ++at)
    if (form[at] == '%' && at + 2 < form.size()) {
      text += static_cast<char>(std::stoi(form.substr(at + 1, 2), nullptr, 16));
      at += 2;
    } else {
      text += form[at] == '+' ? ' ' : form[at];
    }
  return text;
}

}  // namespace

std::string SmsServer::url() const {
  return "http://127.0.0.1:" + std::to_string(server_.port()) + "/Messages.json";
}

std::vector<SmsServer::Message> SmsServer::messages() const {
  const std::lock_guard lock(mutex_);
  return messages_;
}

void SmsServer::answer(int status, std::string body) {
  const std::lock_guard lock(mutex_);
  status_ = status;
  body_ = std::move(body);
}

common::http::Response SmsServer::take(const common::http::Request& request) {
  const std::lock_guard lock(mutex_);
  std::string form(request.body);
  if (status_ == 201)
    messages_.push_back({field(form, "To"), field(form, "Body"), form,
                         std::string(request.headers.find("Authorization").value_or(""))});
  return common::http::Response(status_, body_, "application/json");
}

}  // namespace support
