#include "tests/load/enrol.hpp"

#include <atomic>
#include <fstream>
#include <future>

#include "common/certificates/certificates.hpp"
#include "common/error/error.hpp"
#include "common/http/client.hpp"

namespace load {

namespace certificates = common::certificates;
using nlohmann::json;

namespace {

constexpr std::size_t at_once = 4;

void write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file) << text;
}

Identity enrol_one(common::http::Client& hub, const json& van,
                   const std::filesystem::path& folder) {
  auto device = van.at("device").get<std::string>();
  auto key = certificates::make_key();
  auto reply = hub.post_json(
      "/api/enrol/",
      {{"code", van.at("code")}, {"csr", certificates::make_signing_request(key, device)}});
  if (reply.status != 200)
    throw common::Error(common::ErrorCode::unavailable,
                        "enrolling " + device + ": " + std::to_string(reply.status) + " " +
                            reply.failure + reply.body.substr(0, 300));
  auto said = reply.json();
  auto shard = std::to_string(said.at("shard").get<int>());
  Identity identity{.tenant = said.at("tenant"),
                    .shard = shard.size() < 2 ? "0" + shard : shard,
                    .device = device,
                    .technician = van.at("technician"),
                    .work_order = van.at("work_order"),
                    .label = van.at("label"),
                    .broker_host = said.at("broker").at("host"),
                    .broker_port = said.at("broker").at("port"),
                    .authority_file = folder / "authority.crt",
                    .certificate_file = folder / (device + ".crt"),
                    .key_file = folder / (device + ".key")};
  write(identity.certificate_file, said.at("certificate"));
  write(identity.key_file, key);
  if (!std::filesystem::exists(identity.authority_file))
    write(identity.authority_file, said.at("authority"));
  return identity;
}

}  // namespace

std::vector<Identity> enrol(const json& vans, const std::string& host, std::uint16_t port,
                            const std::filesystem::path& folder) {
  std::vector<Identity> known(vans.size());
  std::atomic<std::size_t> next = 0;
  auto work = [&] {
    common::http::ClientOptions options;
    options.host = host;
    options.port = port;
    options.deadline = std::chrono::seconds(60);
    common::http::Client hub(options);
    for (auto i = next++; i < vans.size(); i = next++) known[i] = enrol_one(hub, vans[i], folder);
  };
  std::vector<std::future<void>> all;
  // The first writes the authority's file.
  if (!vans.empty()) {
    all.push_back(std::async(std::launch::async, work));
    for (std::size_t i = 1; i < at_once; ++i) all.push_back(std::async(std::launch::async, work));
  }
  for (auto& one : all) one.get();
  return known;
}

}  // namespace load
