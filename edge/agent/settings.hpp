#pragma once
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "common/config/config.hpp"
#include "edge/day/crew.hpp"
#include "edge/identity/identity.hpp"

namespace edge::agent {

/// What the agent's configuration file may say.
std::vector<common::Config::Key> setting_keys();

struct Settings {
  std::filesystem::path data_folder;
  std::uint16_t port = 0;
  std::string web_folder, map_folder, roads_file, paper_program;
  std::string tenant, shard, device, technician;
  std::string hub_host;  ///< empty: works alone
  std::uint16_t hub_port = 8883;
  std::string authority_file, certificate_file, key_file;  ///< all empty: plain TCP, for tests
  std::filesystem::path identity_folder;
  std::string hub_url;      ///< where this computer enrols; empty: whoever enrols it says so
  std::string files_hub;    ///< where large files go; empty: over the broker
  std::string metered;      ///< beginnings of names of interfaces whose bytes cost
  std::string hub_ca_file;  ///< empty: the system's authorities

  /// Who this is comes from its enrolment at the hub; see take_identity().
  bool enrolled = false;
  bool enrols() const { return device.empty(); }
  std::string gpsd_host;  ///< empty: no receiver
  std::uint16_t gpsd_port = 2947;
  std::filesystem::path button_device;  ///< empty: no button
  std::uint16_t button_key = 148;
  std::chrono::minutes eta_drift{5};
  /// Of the van's Wi-Fi, where the crew's phones find it; empty: they are not served.
  std::string phones_address;
  std::uint16_t phones_port = 0;
  std::string phones_name;             ///< host name; empty: van-<device>.local
  std::uint16_t phones_help_port = 0;  ///< 0: no page that helps to trust the van
  std::string log_level;               ///< and of modules: log::set_thresholds()
};

/// Throws bad_input, each mistake with its place and what was expected, for what types cannot say:
/// names that fit no topic, folders and files that are not there, another device's certificate.
Settings read_settings(const common::Config& config);

/// Settings of a computer that enrols, with what the hub told it.
void take_identity(Settings& settings, const identity::Identity& identity,
                   const identity::Folder& folder);

}  // namespace edge::agent
