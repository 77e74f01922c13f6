#include "edge/agent/phone_door.hpp"

#include <algorithm>

#include "common/error/error.hpp"
#include "common/log/log.hpp"

namespace edge::agent {
namespace {

/// A name of the network (RFC 952): letters, digits and hyphens of what the device is called.
std::string host_name_of(const std::string& device) {
  constexpr std::size_t label_max = 63;
  std::string label = "van-";
  for (unsigned char c : device.starts_with(label) ? device.substr(label.size()) : device)
    label += std::isalnum(c) ? static_cast<char>(std::tolower(c)) : '-';
  label = label.substr(0, label_max);
  while (label.ends_with('-')) label.pop_back();
  return label + ".local";
}

}  // namespace

PhoneDoor::Options phone_door_options(const Settings& settings) {
  auto name = settings.phones_name.empty() ? host_name_of(settings.device) : settings.phones_name;
  return {settings.phones_address, settings.phones_port, settings.phones_help_port, std::move(name),
          settings.identity_folder};
}

PhoneDoor::PhoneDoor(Options options, const api::Parts& parts, api::Live& live,
                     std::function<common::Instant()> now)
    : options_(std::move(options)),
      live_(live),
      parts_(parts),
      now_(std::move(now)),
      keys_(options_.keys_folder),
      router_(api::make_phone_router(parts)) {}

PhoneDoor::~PhoneDoor() {
  stop();
}

std::string PhoneDoor::url_of(const char* scheme, std::uint16_t port) const {
  bool is_6 = options_.address.find(':') != std::string::npos;
  return std::string(scheme) + "://" + (is_6 ? "[" : "") + options_.address + (is_6 ? "]" : "") +
         ":" + std::to_string(port);
}

void PhoneDoor::keep_open() {
  std::lock_guard lock(opening_);
  if (is_stopped_) return;
  try {
    if (keys_.prepare({options_.name, options_.address}, now_())) server_.reset();
    if (!server_) open();
    if (!help_ && options_.help_port != 0) open_help();
    trouble_.clear();
  } catch (const common::Error& error) {
    tell_trouble(error.what());
  }
}

void PhoneDoor::open() {
  auto options = api::phone_server_options(parts_, live_);
  options.address = options_.address;
  options.port = options_.port;
  options.certificate_file = options.key_file = keys_.server_file();
  {
    std::lock_guard lock(mutex_);
    access_.hosts = {options_.name, options_.address};
    access_.authority_pem = keys_.authority_pem();
    access_.fingerprint = keys_.authority().fingerprint_sha256;
  }
  server_ = std::make_unique<common::http::Server>(
      std::move(options),
      [this](const common::http::Request& request) {
        return api::answer_phone_request(parts_, router_, request);
      },
      requests_);
  std::lock_guard lock(mutex_);
  access_.url = url_of("https", server_->port());
  common::log::info("edge/agent", "phones are served", {{"address", access_.url}});
}

void PhoneDoor::open_help() {
  auto help = api::setup_server_options(options_.help_port);
  help.address = options_.address;
  help.body_bytes_max = 1024;
  help.connections_max = 16;
  help_ = std::make_unique<common::http::Server>(
      std::move(help),
      [this](const common::http::Request& request) {
        return api::answer_help_request(access(), request);
      },
      requests_);
  std::lock_guard lock(mutex_);
  access_.help_url = url_of("http", help_->port()) + "/";
}

/// Once, not at each try.
void PhoneDoor::tell_trouble(const std::string& text) {
  if (text == trouble_) return;
  trouble_ = text;
  common::log::warning("edge/agent", "phones cannot be served yet; it is tried again",
                       {{"error", text}});
}

void PhoneDoor::stop() {
  std::lock_guard lock(opening_);
  is_stopped_ = true;
  if (help_) help_->stop();
  if (server_) server_->stop();
}

api::PhoneAccess PhoneDoor::access() const {
  std::lock_guard lock(mutex_);
  return access_;
}

}  // namespace edge::agent
