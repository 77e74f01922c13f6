// truckroll-pki: keys, certificates and broker configuration in one folder, for development and
// small installations.
#include <charconv>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "common/certificates/folder.hpp"
#include "common/error/error.hpp"

namespace {

using common::Error;
using common::ErrorCode;
using common::certificates::Folder;

constexpr std::string_view usage =
    "usage: truckroll-pki COMMAND DIR ...\n"
    "  init DIR                        make the authority and an empty revocation list\n"
    "  server DIR [NAME ...]           broker's and hub's server identity (default: localhost "
    "127.0.0.1)\n"
    "  device DIR NAME                 a van's key and certificate\n"
    "  hub DIR                         the hub's own client identity\n"
    "  observer DIR TENANT             a reader of a tenant's telemetry feed\n"
    "  sign DIR NAME REQUEST_FILE      sign a request made elsewhere; the certificate goes to "
    "standard output\n"
    "  revoke DIR CERTIFICATE_FILE     put a certificate on the revocation list\n"
    "  broker-config DIR PORT [HUBS [FEEDS]]   mosquitto.conf; HUBS is a second port for hub "
    "processes, FEEDS one for readers of telemetry\n";

std::uint16_t to_port(const std::string& text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0)
    throw Error(ErrorCode::bad_input, "'" + text + "' is no port; expected 1 to 65535");
  return port;
}

/// The broker's access rules: beside this program, or where a package puts them.
std::filesystem::path find_plugin() {
  const auto folder = std::filesystem::canonical("/proc/self/exe").parent_path();
  const auto beside = folder / "truckroll-broker.so";
  if (std::filesystem::exists(beside)) return beside;
  const auto installed = folder.parent_path() / "lib/truckroll/truckroll-broker.so";
  if (std::filesystem::exists(installed)) return installed;
  throw Error(ErrorCode::not_found,
              "the broker's plugin is neither " + beside.string() + " nor " + installed.string());
}

/// False if the words make no command.
bool run(const std::string& command, Folder& folder, const std::vector<std::string>& rest) {
  if (command == "init" && rest.empty()) {
    folder.init();
  } else if (command == "server") {
    rest.empty() ? folder.make_server() : folder.make_server(rest);
  } else if (command == "device" && rest.size() == 1) {
    folder.make_device(rest[0]);
  } else if (command == "hub" && rest.empty()) {
    folder.make_hub();
  } else if (command == "observer" && rest.size() == 1) {
    folder.make_observer(rest[0]);
  } else if (command == "sign" && rest.size() == 2) {
    std::cout << folder.sign(common::certificates::read_file(rest[1]), rest[0]);
  } else if (command == "revoke" && rest.size() == 1) {
    folder.revoke(common::certificates::read_file(rest[0]));
  } else if (command == "broker-config" && !rest.empty() && rest.size() <= 3) {
    common::certificates::BrokerPorts ports{.vans = to_port(rest[0])};
    if (rest.size() > 1) ports.hubs = to_port(rest[1]);
    if (rest.size() > 2) ports.feeds = to_port(rest[2]);
    std::cout << folder.write_broker_configuration(ports, find_plugin()).string() << "\n";
  } else {
    return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() < 2) {
    std::cerr << usage;
    return 2;
  }
  try {
    common::SystemClock clock;
    Folder folder(words[1], clock);
    if (run(words[0], folder, {words.begin() + 2, words.end()})) return 0;
    std::cerr << usage;
    return 2;
  } catch (const std::exception& error) {
    std::cerr << "truckroll-pki: " << error.what() << "\n";
    return 1;
  }
}
