#include "common/certificates/folder.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "broker_templates.hpp"
#include "common/error/error.hpp"

namespace common::certificates {
namespace {

constexpr std::chrono::days authority_lifetime{3650};
constexpr std::chrono::days client_lifetime{90};
constexpr std::string_view hub_name = "hub";
/// Names that are files of the folder itself.
constexpr std::string_view reserved_names[] = {"authority", "server", hub_name};

[[noreturn]] void throw_storage(const std::string& doing, const std::filesystem::path& file) {
  throw Error(ErrorCode::storage, doing + " " + file.string() + ": " + std::strerror(errno));
}

void require_free_name(std::string_view name) {
  for (std::string_view reserved : reserved_names)
    if (name == reserved)
      throw Error(ErrorCode::bad_input, "the name '" + std::string(name) + "' is taken",
                  "common_name");
}

void write_all(int descriptor, std::string_view text, const std::filesystem::path& file) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw_storage("writing", file);
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  if (::fsync(descriptor) != 0) throw_storage("writing", file);
}

std::string replaced(std::string text, std::string_view mark, std::string_view value) {
  for (std::size_t at = text.find(mark); at != std::string::npos;
       at = text.find(mark, at + value.size()))
    text.replace(at, mark.size(), value);
  return text;
}

std::string user_name() {
  const passwd* entry = ::getpwuid(::geteuid());
  if (!entry) throw Error(ErrorCode::internal, "this user has no name");
  return entry->pw_name;
}

}  // namespace

void write_private_file(const std::filesystem::path& file, std::string_view text) {
  std::filesystem::path temporary = file;
  temporary += ".new";
  const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) throw_storage("creating", temporary);
  try {
    write_all(descriptor, text, temporary);
  } catch (...) {
    ::close(descriptor);
    ::unlink(temporary.c_str());
    throw;
  }
  ::close(descriptor);
  if (::rename(temporary.c_str(), file.c_str()) != 0) throw_storage("renaming", temporary);
}

std::string read_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    if (!std::filesystem::exists(file))
      throw Error(ErrorCode::not_found, "there is no file " + file.string());
    throw_storage("reading", file);
  }
  std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  if (stream.bad()) throw_storage("reading", file);
  return text;
}

Folder::Folder(std::filesystem::path path, const Clock& clock)
    : path_(std::filesystem::absolute(path)), clock_(clock) {}

IdentityFiles Folder::files(std::string_view name) const {
  const std::string stem(name);
  return {path_ / "authority.crt", path_ / (stem + ".crt"), path_ / (stem + ".key")};
}

Identity Folder::authority() const {
  const IdentityFiles at = files("authority");
  return {read_file(at.key), read_file(at.certificate)};
}

void Folder::init() {
  std::filesystem::create_directories(path_);
  std::filesystem::permissions(path_, std::filesystem::perms::owner_all);
  const IdentityFiles at = files("authority");
  if (!std::filesystem::exists(at.certificate)) {
    const Identity made = make_authority("Truckroll authority", validity(authority_lifetime));
    write_private_file(at.key, made.key_pem);
    write_private_file(at.certificate, made.certificate_pem);
  }
  if (!std::filesystem::exists(path_ / "revoked.pem"))
    write_private_file(path_ / "revoked.pem",
                       make_revocation_list(authority(), {}, validity(authority_lifetime)));
}

IdentityFiles Folder::make_server(const std::vector<std::string>& names) {
  const Identity made = certificates::make_server(authority(), names, validity(client_lifetime));
  const IdentityFiles at = files("server");
  write_private_file(at.key, made.key_pem);
  write_private_file(at.certificate, made.certificate_pem);
  return at;
}

IdentityFiles Folder::make_client(std::string_view common_name) {
  const std::string key = make_key();
  const std::string request = make_signing_request(key, common_name);
  const std::string certificate =
      sign_request(authority(), request, common_name, validity(client_lifetime));
  const IdentityFiles at = files(common_name);
  write_private_file(at.key, key);
  write_private_file(at.certificate, certificate);
  return at;
}

IdentityFiles Folder::make_device(std::string_view common_name) {
  require_free_name(common_name);
  return make_client(common_name);
}

IdentityFiles Folder::make_hub() {
  return make_client(hub_name);
}

IdentityFiles Folder::make_observer(std::string_view tenant) {
  return make_device(tenant);
}

std::string Folder::sign(std::string_view request_pem, std::string_view common_name) {
  require_free_name(common_name);
  return sign_request(authority(), request_pem, common_name, validity(client_lifetime));
}

void Folder::revoke(std::string_view certificate_pem) {
  revoke({Revoked{read_certificate(certificate_pem).serial, clock_.now()}});
}

void Folder::revoke(const std::vector<Revoked>& more) {
  // One "serial microseconds" per line beside the list: a revocation list is made anew each time,
  // not amended.
  const std::filesystem::path record = path_ / "revoked.txt";
  std::string text = std::filesystem::exists(record) ? read_file(record) : std::string();
  std::vector<Revoked> revoked;
  std::set<std::string> known;
  std::istringstream lines(text);
  std::string serial;
  std::int64_t micros = 0;
  while (lines >> serial >> micros)
    if (known.insert(serial).second) revoked.push_back({serial, from_micros(micros)});
  bool is_news = false;
  for (const Revoked& one : more) {
    if (!known.insert(one.serial).second) continue;
    is_news = true;
    text += one.serial + " " + std::to_string(to_micros(one.at)) + "\n";
    revoked.push_back(one);
  }
  if (!is_news) return;
  const std::string list = make_revocation_list(authority(), revoked, validity(authority_lifetime));
  // The record last: a failure in between is made good by the next call.
  write_private_file(path_ / "revoked.pem", list);
  write_private_file(record, text);
}

namespace {

/// The template with the listener of that name on the port, or without it.
std::string with_listener(std::string text, const std::string& name,
                          std::optional<std::uint16_t> port) {
  const std::string first = "#" + name + "-listener-begin\n", last = "#" + name + "-listener-end\n";
  const std::size_t begin = text.find(first);
  const std::size_t end = text.find(last);
  if (begin == std::string::npos || end == std::string::npos || end < begin)
    throw Error(ErrorCode::internal, "the broker's template has no " + name + " listener");
  if (!port) return text.erase(begin, end + last.size() - begin);
  text.erase(end, last.size());
  text.erase(begin, first.size());
  return replaced(text, "@" + name + "_port@", std::to_string(*port));
}

}  // namespace

std::filesystem::path Folder::write_broker_configuration(BrokerPorts ports,
                                                         const std::filesystem::path& plugin) {
  std::string text(broker_template);
  text = with_listener(std::move(text), "hub", ports.hubs);
  text = with_listener(std::move(text), "feed", ports.feeds);
  text = replaced(text, "@port@", std::to_string(ports.vans));
  text = replaced(text, "@folder@", path_.string());
  text = replaced(text, "@plugin@", std::filesystem::absolute(plugin).string());
  text = replaced(text, "@user@", user_name());
  const std::filesystem::path file = path_ / "mosquitto.conf";
  write_private_file(file, text);
  return file;
}

}  // namespace common::certificates
