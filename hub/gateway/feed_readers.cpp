#include "hub/gateway/feed_readers.hpp"

#include <algorithm>
#include <fstream>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "proto/records/admin/api_client.pb.h"

namespace hub::gateway {
namespace {

using truckroll::admin::ApiClient;

std::set<std::string> devices_of(store::Connection& connection, const std::string& tenant,
                                 const ApiClient& client) {
  std::set<std::string> devices;
  for (auto& vehicle : client.vehicles()) {
    auto& rows = connection.query(
        "SELECT id FROM device WHERE tenant = ? AND vehicle = ? AND deleted_at IS NULL",
        {tenant, vehicle});
    while (rows.step()) devices.insert(rows.text(0));
  }
  return devices;
}

FeedReader reader_of(store::Connection& connection, const std::string& tenant,
                     const ApiClient& client) {
  FeedReader reader{tenant, client.prefix(),    client.secret_hash(), {},
                    {},     client.positions(), client.may_rebirth()};
  if (client.has_until()) reader.until = common::codec::from_timestamp(client.until());
  if (client.vehicles_size() > 0) reader.devices = devices_of(connection, tenant, client);
  return reader;
}

std::string line_of(const FeedReader& reader) {
  std::string devices = reader.devices ? "" : "*";
  if (reader.devices)
    for (auto& device : *reader.devices) devices += (devices.empty() ? "" : ",") + device;
  auto until = reader.until ? common::to_micros(*reader.until) / 1'000'000 : 0;
  return reader.user + "\t" + reader.secret_hash + "\t" + reader.tenant + "\t" +
         std::to_string(until) + "\t" + (devices.empty() ? "-" : devices) + "\t" +
         (reader.positions ? "positions" : "-") + "\t" + (reader.may_rebirth ? "rebirth" : "-") +
         "\n";
}

}  // namespace

std::vector<FeedReader> find_feed_readers(store::Store& store) {
  std::vector<FeedReader> readers;
  auto now = store.clock().now();
  store.read([&](store::Connection& connection) {
    std::vector<std::pair<std::string, std::string>> keys;
    auto& rows = connection.query(
        "SELECT tenant, id FROM api_client WHERE kind = 'broker_reader' AND state = 'active' AND "
        "deleted_at IS NULL ORDER BY prefix",
        {});
    while (rows.step()) keys.emplace_back(rows.text(0), rows.text(1));
    auto& table = store.tables().of(store.catalogue().of<ApiClient>());
    for (auto& [tenant, id] : keys) {
      auto found = table.find(connection, tenant, id);
      if (!found) continue;
      auto reader = reader_of(connection, tenant, static_cast<const ApiClient&>(*found));
      if (!reader.until || *reader.until > now) readers.push_back(std::move(reader));
    }
  });
  return readers;
}

void write_feed_readers(const std::filesystem::path& file, const std::vector<FeedReader>& readers) {
  namespace fs = std::filesystem;
  auto aside = file;
  aside += ".new";
  {
    std::ofstream out(aside, std::ios::trunc);
    fs::permissions(aside, fs::perms::owner_read | fs::perms::owner_write);
    for (auto& reader : readers) out << line_of(reader);
    out.flush();
    if (!out) throw common::Error(common::ErrorCode::storage, "cannot write " + aside.string());
  }
  std::error_code trouble;
  fs::rename(aside, file, trouble);
  if (trouble)
    throw common::Error(common::ErrorCode::storage,
                        "cannot write " + file.string() + ": " + trouble.message());
}

}  // namespace hub::gateway
