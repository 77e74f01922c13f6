#include "hub/gateway/revocation.hpp"

#include "common/log/log.hpp"

namespace hub::gateway {
namespace {

/// OpenSSL takes the later of two lists, and their time is in seconds.
constexpr auto between_lists = std::chrono::milliseconds(1100);
constexpr auto after_trouble = std::chrono::seconds(10);
constexpr auto look_around = std::chrono::hours(6);  // devices whose grace is over

}  // namespace

std::vector<common::certificates::Revoked> revoked_certificates(store::Store& store,
                                                                std::chrono::days grace) {
  std::vector<common::certificates::Revoked> revoked;
  auto since = common::to_micros(store.clock().now() - grace);
  store.read([&](store::Connection& connection) {
    auto& rows = connection.query(
        "SELECT c.serial, c.revoked FROM device_certificates c JOIN device d ON d.tenant = "
        "c.tenant AND d.id = c.record WHERE c.revoked IS NOT NULL AND (d.state <> 'revoked' OR "
        "d.deleted_at IS NOT NULL OR c.revoked <= ?) ORDER BY c.serial",
        {since});
    while (rows.step()) revoked.push_back({rows.text(0), common::from_micros(rows.integer(1))});
  });
  return revoked;
}

Revocation::Revocation(store::Store& store, Options options, End end)
    : store_(store),
      options_(std::move(options)),
      end_(std::move(end)),
      folder_(options_.folder, clock_) {}

Revocation::~Revocation() {
  stop();
}

void Revocation::start() {
  thread_ = std::thread([this] { run(); });
}

void Revocation::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  woken_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Revocation::ended(const std::string& device) {
  {
    std::lock_guard lock(mutex_);
    ended_.insert(device);
  }
  woken_.notify_one();
}

void Revocation::renew() {
  folder_.revoke(revoked_certificates(store_, options_.grace));
}

void Revocation::run() {
  for (bool first = true;; first = false) {
    std::set<std::string> devices;
    {
      std::unique_lock lock(mutex_);
      if (!first)
        woken_.wait_for(lock, look_around, [this] { return stopping_ || !ended_.empty(); });
      woken_.wait_for(lock, between_lists, [this] { return stopping_; });
      if (stopping_) return;
      devices.swap(ended_);
    }
    try {
      renew();
      for (auto& device : devices) end_(device);
    } catch (const std::exception& error) {
      common::log::error("hub/gateway", "the broker's list of revoked certificates is not renewed",
                         {{"error", error.what()}});
      std::unique_lock lock(mutex_);
      ended_.merge(devices);
      woken_.wait_for(lock, after_trouble, [this] { return stopping_; });
    }
  }
}

}  // namespace hub::gateway
